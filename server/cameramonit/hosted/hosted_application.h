#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "common/base/executor.h"
#include "common/base/ticker.h"
#include "common/rpc/watch_hub.h"
#include "common/seal/sealer.h"
#include "server/application/assignment_service.h"
#include "server/application/integration_service.h"
#include "server/application/project_service.h"
#include "server/cameramonit/hosted/hosted.h"

namespace cameramonit {

/// Projects, their channels and integrations, and who analyses what. Thread-bound.
class HostedApplication final : public Hosted {
 public:
  /// Makes the first project if there is none yet. Errors: SETTING_INVALID, those of the database.
  static absl::StatusOr<std::unique_ptr<HostedApplication>> open(const Premises& premises);

  std::vector<Contract> contracts() override;
  absl::Status start() override;
  void stop() override;

 private:
  HostedApplication(const Premises& premises, const base::Secret<std::string>& sealingKey);

  Foundation& f_;
  application::ProjectTable projects_;
  application::ChannelTable channels_;
  application::ChangeTable changes_;
  application::IntegrationTable integrations_;
  application::LeaseTable leases_;
  const seal::Sealer sealer_;
  base::Executor trials_{"trials", 2, 50};  ///< wait for servers outside
  rpc::CallGuard trialGuard_;
  rpc::WatchHub projectHub_;
  rpc::WatchHub assignmentHub_;
  application::AssignmentDesk desk_;
  application::ProjectService projectService_;
  application::IntegrationService integrationService_;
  application::AssignmentService assignmentService_;
  base::Ticker::Subscription beats_;
};

}  // namespace cameramonit
