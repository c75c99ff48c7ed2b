#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "common/base/secret.h"
#include "server/access/access_service.h"
#include "server/access/session_service.h"
#include "server/access/token_key_service.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/project_table.h"
#include "server/cameramonit/hosted/hosted.h"

namespace cameramonit {

/// Accounts, sessions, grants and the audit log. Thread-bound.
class HostedAccess final : public Hosted {
 public:
  /// Makes the first administrator if there is none yet. Errors: those of the database.
  static absl::StatusOr<std::unique_ptr<HostedAccess>> open(const Premises& premises);

  std::vector<Contract> contracts() override;
  void stop() override;

  /// Of the administrator made by this very start; empty otherwise.
  const base::Secret<std::string>& oneTimePassword() const { return oneTimePassword_; }

 private:
  HostedAccess(Foundation& f, const base::Secret<std::string>& key);
  absl::Status checkResource(const std::string& resource);
  void accessChanged();

  Foundation& f_;
  application::ProjectTable projects_;
  application::ChannelTable channels_;
  access::SecondFactorTable factors_;
  const access::AccessKey key_;
  access::AccessService accessService_;
  access::SessionService sessionService_;
  access::TokenKeyService tokenKeyService_;
  base::Secret<std::string> oneTimePassword_;
};

}  // namespace cameramonit
