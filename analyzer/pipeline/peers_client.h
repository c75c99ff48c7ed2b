#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "analyzer/pipeline/analysis_sink.h"
#include "cameramonit/application/v1/assignment_service.grpc.pb.h"
#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "cameramonit/media/v1/media_service.grpc.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/rpc/call_metadata.h"
#include "common/rpc/peers.h"

namespace cameramonit::pipeline {

/// The services that an analyzer reads from and writes to. A service that is away is waited for, until stopped: what
/// was found must not be lost. Thread-safe.
class PeersClient {
 public:
  /// Borrows `identity`.
  explicit PeersClient(const rpc::ServiceIdentity& identity) : identity_(identity) {}

  /// Before the first call: the channel into this very process exists only once its server runs.
  void connect(const rpc::Peers& peers);

  absl::StatusOr<media::v1::OpenMediaResponse> openMedia(const std::string& name, std::stop_token stop) const;
  absl::StatusOr<application::v1::Channel> channel(const std::string& name, std::stop_token stop) const;
  absl::Status report(const media::v1::ReportAnalysisRequest& report, std::stop_token stop) const;
  absl::StatusOr<std::string> storeStill(const media::v1::StoreStillRequest& still, std::stop_token stop) const;
  absl::StatusOr<std::string> declareClip(const media::v1::DeclareClipRequest& clip, std::stop_token stop) const;
  /// Writes in order and returns when everything is acknowledged.
  absl::Status record(const std::vector<events::v1::RecordEventsRequest>& requests, std::stop_token stop) const;
  absl::Status prune(const std::string& media, const std::string& attempt, std::stop_token stop) const;

  /// Reads the media watch until it breaks or `stop`; `changed` gets every media it tells of.
  void watchMedia(const std::function<void(const media::v1::Media&)>& changed, std::stop_token stop) const;

  /// How to open a camera; one try. Errors: as the contract says, UNAVAILABLE.
  absl::StatusOr<registry::v1::OpenCameraResponse> openCamera(const std::string& camera) const;
  /// One try: whoever records cannot wait.
  absl::StatusOr<media::v1::StartRecordingResponse> startRecording(
      const media::v1::StartRecordingRequest& request) const;
  absl::Status finishRecording(const media::v1::FinishRecordingRequest& request, std::stop_token stop) const;

  /// Each reads its watch until that breaks or `stop`, and tells why it broke.
  using AssignmentChanged = std::function<void(const application::v1::WatchAssignmentsResponse&)>;
  absl::Status watchAssignments(const application::v1::WatchAssignmentsRequest& request,
                                const AssignmentChanged& changed, std::stop_token stop) const;
  using CameraChanged = std::function<void(const registry::v1::WatchCamerasResponse&)>;
  absl::Status watchCameras(std::int64_t revision, const CameraChanged& changed, std::stop_token stop) const;

 private:
  /// Calls until it works, fails for good, or `stop`.
  absl::Status insist(const std::function<grpc::Status(grpc::ClientContext&)>& call, std::stop_token stop) const;

  const rpc::ServiceIdentity& identity_;
  std::unique_ptr<application::v1::ProjectService::Stub> projects_;
  std::unique_ptr<application::v1::AssignmentService::Stub> assignments_;
  std::unique_ptr<registry::v1::CameraRegistryService::Stub> cameras_;
  std::unique_ptr<events::v1::EventService::Stub> events_;
  std::unique_ptr<media::v1::MediaService::Stub> media_;
};

/// Waits at most `time`; false at once when stopped. Reentrant.
bool sleepUnlessStopped(absl::Duration time, std::stop_token stop);

}  // namespace cameramonit::pipeline
