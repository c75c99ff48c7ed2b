#include "storage/media/remote_project_service.h"

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit::media {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

void RemoteProjectService::connect(const std::shared_ptr<grpc::ChannelInterface>& channel) {
  projects_ = application::v1::ProjectService::NewStub(channel);
}

absl::Status RemoteProjectService::checkChannel(const std::string& channel) {
  application::v1::GetChannelRequest request;
  application::v1::GetChannelResponse response;
  request.set_name(channel);
  return rpc::fromGrpcStatus(projects_->GetChannel(self_.context(kTimeout).get(), request, &response));
}

absl::StatusOr<std::int64_t> RemoteProjectService::quotaBytes(const std::string& project) {
  application::v1::GetProjectRequest request;
  application::v1::GetProjectResponse response;
  request.set_name(project);
  CAMERAMONIT_RETURN_IF_ERROR(
      rpc::fromGrpcStatus(projects_->GetProject(self_.context(kTimeout).get(), request, &response)));
  return response.project().quota_bytes();
}

}  // namespace cameramonit::media
