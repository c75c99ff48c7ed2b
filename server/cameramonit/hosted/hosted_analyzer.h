#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "analyzer/detect/open_detector.h"
#include "analyzer/detect/shared_detector.h"
#include "analyzer/pipeline/analysis_desk.h"
#include "analyzer/pipeline/analyzer_service.h"
#include "analyzer/pipeline/assigned/assignment_client.h"
#include "analyzer/pipeline/assigned/camera_house.h"
#include "analyzer/pipeline/peers_client.h"
#include "common/base/steady_clock.h"
#include "common/rpc/call_metadata.h"
#include "server/cameramonit/hosted/hosted.h"

namespace cameramonit {

/// Turns films and live cameras into events. Thread-bound.
class HostedAnalyzer final : public Hosted {
 public:
  /// Errors: MODEL_MISSING, MODEL_INVALID.
  static absl::StatusOr<std::unique_ptr<HostedAnalyzer>> open(const Premises& premises);

  std::vector<Contract> contracts() override;
  void connect(const rpc::Peers& peers) override;
  absl::Status start() override;
  void stop() override;

 private:
  HostedAnalyzer(const Premises& premises, const detect::DetectorOptions& options,
                 std::unique_ptr<detect::Detector> detector, std::string name);

  rpc::ServiceIdentity identity_{"analyzer"};
  pipeline::PeersClient peers_{identity_};
  std::unique_ptr<detect::Detector> detector_;
  detect::SharedDetector sharedDetector_;
  base::MonotonicClock steady_;
  std::unique_ptr<pipeline::AnalysisDesk> desk_;
  std::unique_ptr<pipeline::LiveHouse> liveHouse_;
  std::unique_ptr<assigned::CameraHouse> cameras_;
  std::unique_ptr<assigned::AssignmentClient> assignments_;
  std::optional<pipeline::AnalyzerService> service_;
};

}  // namespace cameramonit
