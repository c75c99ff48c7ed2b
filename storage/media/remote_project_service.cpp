#include "storage/media/remote_project_service.h"

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

void RemoteProjectService::connect(const std::shared_ptr<grpc::ChannelInterface>& channel) {
  projects_ = application::v1::ProjectService::NewStub(channel);
}

absl::StatusOr<ChannelSettings> RemoteProjectService::settings(const std::string& channel) {
  application::v1::GetChannelRequest request;
  application::v1::GetChannelResponse response;
  request.set_name(channel);
  CAMERAMONIT_RETURN_IF_ERROR(
      rpc::fromGrpcStatus(projects_->GetChannel(self_.context(kTimeout).get(), request, &response)));
  const application::v1::Channel& found = response.channel();
  ChannelSettings settings;
  if (found.has_pre_roll()) settings.preRoll = sql::durationOf(found.pre_roll());
  if (found.has_post_roll()) settings.postRoll = sql::durationOf(found.post_roll());
  if (found.has_animation_length()) settings.animationLength = sql::durationOf(found.animation_length());
  if (found.has_recording_limit()) settings.recordingLimit = sql::durationOf(found.recording_limit());
  settings.recordingBytes = found.recording_bytes();
  return settings;
}

absl::StatusOr<application::v1::Project> RemoteProjectService::project(const std::string& name) {
  application::v1::GetProjectRequest request;
  application::v1::GetProjectResponse response;
  request.set_name(name);
  CAMERAMONIT_RETURN_IF_ERROR(
      rpc::fromGrpcStatus(projects_->GetProject(self_.context(kTimeout).get(), request, &response)));
  return response.project();
}

absl::StatusOr<std::int64_t> RemoteProjectService::quotaBytes(const std::string& project) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const application::v1::Project found, this->project(project));
  return found.quota_bytes();
}

absl::StatusOr<absl::Duration> RemoteProjectService::retention(const std::string& project) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const application::v1::Project found, this->project(project));
  return found.has_retention() ? sql::durationOf(found.retention()) : absl::InfiniteDuration();
}

}  // namespace cameramonit::media
