#include "server/camctl/channels.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "cameramonit/registry/v1/camera_registry_service.grpc.pb.h"
#include "common/base/ids.h"
#include "common/base/status.h"

namespace cameramonit::camctl {

using application::v1::Channel;
using application::v1::ProjectService;

absl::StatusOr<std::vector<Channel>> listChannels(Client& client) {
  const auto stub = client.stub<ProjectService>();
  std::vector<Channel> channels;
  application::v1::ListChannelsRequest request;
  request.set_page_size(1000);
  do {
    application::v1::ListChannelsResponse response;
    CAMERAMONIT_RETURN_IF_ERROR(
        client.call([&](grpc::ClientContext& context) { return stub->ListChannels(&context, request, &response); }));
    channels.insert(channels.end(), response.channels().begin(), response.channels().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return channels;
}

absl::StatusOr<Channel> findChannel(Client& client, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Channel> channels, listChannels(client));
  std::vector<const Channel*> fitting;
  std::string known;
  for (const Channel& channel : channels) {
    if (channel.name() == name) return channel;
    if (absl::EndsWith(channel.name(), absl::StrCat("/", name)) ||
        absl::EqualsIgnoreCase(channel.display_name(), name)) {
      fitting.push_back(&channel);
    }
    absl::StrAppend(&known, known.empty() ? "" : ", ", channel.display_name());
  }
  if (fitting.size() == 1) return *fitting.front();
  if (fitting.empty()) {
    return base::notFound(
        type::v1::ERROR_REASON_CHANNEL_UNKNOWN,
        absl::StrCat("There is no camera \"", name, "\". ",
                     known.empty() ? "There are none yet." : absl::StrCat("There are: ", known, ".")));
  }
  return base::invalidFields({{"camera", absl::StrCat("several cameras are called \"", name,
                                                      "\"; give the resource name, e.g. ", fitting.front()->name())}});
}

absl::StatusOr<Channel> addChannel(Client& client, const registry::v1::CreateCameraRequest& request) {
  const auto projects = client.stub<ProjectService>();
  application::v1::ListProjectsResponse found;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return projects->ListProjects(&context, {}, &found); }));
  if (found.projects().empty()) {
    return base::notFound(type::v1::ERROR_REASON_PROJECT_UNKNOWN, "There is no project to put the camera into.");
  }
  const auto registry = client.stub<registry::v1::CameraRegistryService>();
  registry::v1::CreateCameraResponse created;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return registry->CreateCamera(&context, request, &created); }));
  application::v1::CreateChannelRequest channel;
  channel.set_parent(found.projects(0).name());
  channel.mutable_channel()->set_camera(created.camera().name());
  channel.mutable_channel()->set_display_name(request.camera().display_name());
  channel.set_request_id(base::newUuid(absl::Now()));
  application::v1::CreateChannelResponse added;
  CAMERAMONIT_RETURN_IF_ERROR(
      client.call([&](grpc::ClientContext& context) { return projects->CreateChannel(&context, channel, &added); }));
  return added.channel();
}

}  // namespace cameramonit::camctl
