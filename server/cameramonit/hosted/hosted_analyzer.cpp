#include "server/cameramonit/hosted/hosted_analyzer.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/media/atomic_file.h"

namespace cameramonit {
namespace {

/// The analyzer's name among the others: the operator's, else one that is made once and kept in the data directory.
absl::StatusOr<std::string> nameOf(const Premises& premises) {
  if (!premises.settings.analyzerName.empty()) return premises.settings.analyzerName;
  const std::filesystem::path file = premises.data.path() / "analyzer_name";
  std::string name;
  if (std::ifstream(file) >> name) return name;
  const std::string id = base::newUuid(premises.foundation.clock.now());
  name = "analyzer-" + id.substr(id.size() - 8);
  CAMERAMONIT_RETURN_IF_ERROR(media::writeWholeFile(file, name + "\n"));
  return name;
}

}  // namespace

HostedAnalyzer::HostedAnalyzer(const Premises& premises, const detect::DetectorOptions& options,
                               std::unique_ptr<detect::Detector> detector, std::string name)
    : detector_(std::move(detector)), sharedDetector_(*detector_, static_cast<int>(premises.settings.detectorThreads)) {
  Foundation& f = premises.foundation;
  pipeline::AnalysisDesk::Parts parts{peers_, sharedDetector_, f.clock, f.log, [&f] { f.jobHub.notify(); }};
  parts.jobs = static_cast<int>(premises.settings.analysisJobs);
  parts.framesInFlight = static_cast<int>(premises.settings.detectorThreads);
  desk_ = std::make_unique<pipeline::AnalysisDesk>(std::move(parts));
  liveHouse_ = std::make_unique<pipeline::LiveHouse>(
      pipeline::LiveHouse::Parts{sharedDetector_, f.clock, f.log, static_cast<int>(premises.settings.detectorThreads)});
  cameras_ = std::make_unique<assigned::CameraHouse>(
      assigned::LiveCamera::Parts{peers_, *liveHouse_, {f.clock, steady_}, f.log, premises.data.path() / "live"});
  assignments_ = std::make_unique<assigned::AssignmentClient>(
      assigned::AssignmentClient::Parts{peers_, *cameras_, std::move(name), f.clock, f.log});
  service_.emplace(
      pipeline::AnalyzerService::Parts{*desk_, sharedDetector_, options, f.callGuard, f.jobHub, *cameras_});
}

absl::StatusOr<std::unique_ptr<HostedAnalyzer>> HostedAnalyzer::open(const Premises& premises) {
  detect::DetectorOptions options;
  options.name = premises.settings.detector;
  CAMERAMONIT_ASSIGN_OR_RETURN(auto detector, detect::openDetector(options));
  premises.foundation.log.info("detector.ready", {{"detector", detector->describe()}});
  CAMERAMONIT_ASSIGN_OR_RETURN(std::string name, nameOf(premises));
  return std::unique_ptr<HostedAnalyzer>(new HostedAnalyzer(premises, options, std::move(detector), std::move(name)));
}

std::vector<Contract> HostedAnalyzer::contracts() {
  return {{analyzer::v1::AnalyzerService::service_full_name(), &*service_}};
}

void HostedAnalyzer::connect(const rpc::Peers& peers) {
  peers_.connect(peers);
}

absl::Status HostedAnalyzer::start() {
  desk_->start();
  assignments_->start();
  return absl::OkStatus();
}

void HostedAnalyzer::stop() {
  assignments_->stop();
  cameras_->stop();
  desk_->stop();
}

}  // namespace cameramonit
