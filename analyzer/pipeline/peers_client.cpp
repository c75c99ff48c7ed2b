#include "analyzer/pipeline/peers_client.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit::pipeline {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(30);
constexpr absl::Duration kShortTimeout = absl::Seconds(5);
constexpr absl::Duration kFirstPause = absl::Milliseconds(50);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

bool worthAnotherTry(const absl::Status& status) {
  return status.code() == absl::StatusCode::kUnavailable || status.code() == absl::StatusCode::kDeadlineExceeded ||
         status.code() == absl::StatusCode::kAborted;
}

}  // namespace

bool sleepUnlessStopped(absl::Duration time, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock<std::mutex> lock(mutex);
  woken.wait_for(lock, stop, absl::ToChronoNanoseconds(time), [] { return false; });
  return !stop.stop_requested();
}

void PeersClient::connect(const rpc::Peers& peers) {
  projects_ = application::v1::ProjectService::NewStub(peers.to("application"));
  assignments_ = application::v1::AssignmentService::NewStub(peers.to("application"));
  if (const auto registry = peers.to("registry")) cameras_ = registry::v1::CameraRegistryService::NewStub(registry);
  events_ = events::v1::EventService::NewStub(peers.to("events"));
  media_ = media::v1::MediaService::NewStub(peers.to("media"));
}

absl::Status PeersClient::insist(const std::function<grpc::Status(grpc::ClientContext&)>& call,
                                 std::stop_token stop) const {
  absl::Duration pause = kFirstPause;
  for (;;) {
    const auto context = identity_.context(kTimeout);
    const absl::Status status = rpc::fromGrpcStatus(call(*context));
    if (status.ok() || !worthAnotherTry(status)) return status;
    if (!sleepUnlessStopped(pause, stop)) return base::cancelled("The analyzer is shutting down.");
    pause = std::min(pause * 2, kLongestPause);
  }
}

absl::StatusOr<media::v1::OpenMediaResponse> PeersClient::openMedia(const std::string& name,
                                                                    std::stop_token stop) const {
  media::v1::OpenMediaRequest request;
  request.set_name(name);
  media::v1::OpenMediaResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      insist([&](auto& context) { return media_->OpenMedia(&context, request, &response); }, stop));
  return response;
}

absl::StatusOr<application::v1::Channel> PeersClient::channel(const std::string& name, std::stop_token stop) const {
  application::v1::GetChannelRequest request;
  request.set_name(name);
  application::v1::GetChannelResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      insist([&](auto& context) { return projects_->GetChannel(&context, request, &response); }, stop));
  return response.channel();
}

absl::Status PeersClient::report(const media::v1::ReportAnalysisRequest& report, std::stop_token stop) const {
  media::v1::ReportAnalysisResponse response;
  return insist([&](auto& context) { return media_->ReportAnalysis(&context, report, &response); }, stop);
}

absl::StatusOr<std::string> PeersClient::storeStill(const media::v1::StoreStillRequest& still,
                                                    std::stop_token stop) const {
  media::v1::StoreStillResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      insist([&](auto& context) { return media_->StoreStill(&context, still, &response); }, stop));
  return response.media().name();
}

absl::StatusOr<std::string> PeersClient::declareClip(const media::v1::DeclareClipRequest& clip,
                                                     std::stop_token stop) const {
  media::v1::DeclareClipResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      insist([&](auto& context) { return media_->DeclareClip(&context, clip, &response); }, stop));
  return response.media().name();
}

absl::Status PeersClient::record(const std::vector<events::v1::RecordEventsRequest>& requests,
                                 std::stop_token stop) const {
  std::size_t acknowledged = 0;
  return insist(
      [&](grpc::ClientContext& context) {
        const auto stream = events_->RecordEvents(&context);
        for (std::size_t i = acknowledged; i < requests.size(); ++i) {
          if (!stream->Write(requests[i])) break;
        }
        stream->WritesDone();
        events::v1::RecordEventsResponse response;
        while (stream->Read(&response)) ++acknowledged;
        const grpc::Status status = stream->Finish();
        if (status.ok() && acknowledged < requests.size()) {
          return grpc::Status(grpc::StatusCode::UNAVAILABLE, "Not everything was acknowledged.");
        }
        return status;
      },
      stop);
}

absl::Status PeersClient::prune(const std::string& media, const std::string& attempt, std::stop_token stop) const {
  events::v1::PruneEventsRequest request;
  request.set_media(media);
  request.set_keep_attempt(attempt);
  events::v1::PruneEventsResponse response;
  return insist([&](auto& context) { return events_->PruneEvents(&context, request, &response); }, stop);
}

absl::StatusOr<registry::v1::OpenCameraResponse> PeersClient::openCamera(const std::string& camera) const {
  if (!cameras_) {
    return base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "Nobody said where the registry of cameras is.");
  }
  registry::v1::OpenCameraRequest request;
  request.set_name(camera);
  registry::v1::OpenCameraResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      rpc::fromGrpcStatus(cameras_->OpenCamera(identity_.context(kShortTimeout).get(), request, &response)));
  return response;
}

absl::StatusOr<media::v1::StartRecordingResponse> PeersClient::startRecording(
    const media::v1::StartRecordingRequest& request) const {
  media::v1::StartRecordingResponse response;
  CAMERAMONIT_RETURN_IF_ERROR(
      rpc::fromGrpcStatus(media_->StartRecording(identity_.context(kShortTimeout).get(), request, &response)));
  return response;
}

absl::Status PeersClient::finishRecording(const media::v1::FinishRecordingRequest& request,
                                          std::stop_token stop) const {
  media::v1::FinishRecordingResponse response;
  return insist([&](auto& context) { return media_->FinishRecording(&context, request, &response); }, stop);
}

absl::Status PeersClient::watchAssignments(const application::v1::WatchAssignmentsRequest& request,
                                           const AssignmentChanged& changed, std::stop_token stop) const {
  const auto context = identity_.context(absl::InfiniteDuration());
  const std::stop_callback cancel(stop, [&context] { context->TryCancel(); });
  const auto stream = assignments_->WatchAssignments(context.get(), request);
  application::v1::WatchAssignmentsResponse message;
  while (stream->Read(&message)) changed(message);
  return rpc::fromGrpcStatus(stream->Finish());
}

absl::Status PeersClient::watchCameras(std::int64_t revision, const CameraChanged& changed,
                                       std::stop_token stop) const {
  if (!cameras_) {
    return base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN, "Nobody said where the registry of cameras is.");
  }
  const auto context = identity_.context(absl::InfiniteDuration());
  const std::stop_callback cancel(stop, [&context] { context->TryCancel(); });
  registry::v1::WatchCamerasRequest request;
  request.set_revision(revision);
  const auto stream = cameras_->WatchCameras(context.get(), request);
  registry::v1::WatchCamerasResponse message;
  while (stream->Read(&message)) changed(message);
  return rpc::fromGrpcStatus(stream->Finish());
}

void PeersClient::watchMedia(const std::function<void(const media::v1::Media&)>& changed, std::stop_token stop) const {
  const auto context = identity_.context(absl::InfiniteDuration());
  const std::stop_callback cancel(stop, [&context] { context->TryCancel(); });
  const auto stream = media_->WatchMedia(context.get(), {});
  media::v1::WatchMediaResponse message;
  while (stream->Read(&message)) {
    if (message.has_updated()) changed(message.updated());
  }
  stream->Finish();
}

}  // namespace cameramonit::pipeline
