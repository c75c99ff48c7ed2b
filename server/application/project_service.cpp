#include "server/application/project_service.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <google/protobuf/util/field_mask_util.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "server/application/limits.h"
#include "storage/sql/page_token.h"
#include "storage/sql/request_key.h"

namespace cameramonit::application {
namespace {

using google::protobuf::util::FieldMaskUtil;

constexpr char kService[] = "cameramonit.application.v1.ProjectService/";
constexpr char kFirstProject[] = "projects/home";
constexpr int kUsualPage = 100;
constexpr int kLargestPage = 1000;

constexpr std::array<std::string_view, 3> kProjectFields = {"display_name", "time_zone", "quota_bytes"};
constexpr std::array<std::string_view, 17> kChannelFields = {
    "display_name",     "pre_roll",   "post_roll",  "animation_length", "analysis_fps", "minimum_score",
    "object_classes",   "zones",      "lines",      "loiter_time",      "ground",       "stop_time",
    "left_behind_time", "leave_time", "group_size", "count_levels",     "meet_time"};

/// The mask, or every changeable field when it is empty.
/// Errors: FIELD_INVALID for a field that does not exist or never changes.
template <std::size_t N>
absl::StatusOr<google::protobuf::FieldMask> changes(const google::protobuf::FieldMask& asked,
                                                    const std::array<std::string_view, N>& changeable) {
  google::protobuf::FieldMask mask = asked;
  if (mask.paths().empty()) {
    for (const std::string_view field : changeable) mask.add_paths(std::string(field));
  }
  for (const std::string& path : mask.paths()) {
    if (std::find(changeable.begin(), changeable.end(), path) == changeable.end()) {
      return base::invalidFields({{"update_mask", absl::StrCat(path, " cannot be changed")}});
    }
  }
  return mask;
}

template <typename Resource>
void merge(const Resource& from, const google::protobuf::FieldMask& mask, Resource& into) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(from, mask, options, &into);
}

}  // namespace

absl::Status ProjectService::makeFirstProject(const std::string& timeZone) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const ProjectPage page, parts_.projects.list(nullptr, 1, ""));
  if (!page.projects.empty()) return absl::OkStatus();
  v1::Project project;
  project.set_name(kFirstProject);
  project.set_display_name("Home");
  project.set_time_zone(timeZone);
  CAMERAMONIT_RETURN_IF_ERROR(checkProject(project));
  return parts_.projects.create(project, {}, parts_.clock.now()).status();
}

absl::StatusOr<v1::Project> ProjectService::createProject(const rpc::Principal& who,
                                                          const v1::CreateProjectRequest& request) {
  v1::Project project = request.project();
  if (project.time_zone().empty()) project.set_time_zone("UTC");
  CAMERAMONIT_RETURN_IF_ERROR(checkProject(project));
  if (project.name().empty()) {
    const std::string id = text::resourceIdFrom(project.display_name());
    project.set_name(absl::StrCat("projects/", id.empty() ? "project" : id));
  }
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateProject"), request.request_id(), request);
  return parts_.projects.create(project, key, parts_.clock.now());
}

absl::StatusOr<v1::Project> ProjectService::updateProject(const rpc::Principal& who,
                                                          const v1::UpdateProjectRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto mask, changes(request.update_mask(), kProjectFields));
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Project project, parts_.projects.get(request.project().name()));
  merge(request.project(), mask, project);
  CAMERAMONIT_RETURN_IF_ERROR(checkProject(project));
  if (!request.project().etag().empty()) project.set_etag(request.project().etag());
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateProject"), request.request_id(), request);
  return parts_.projects.update(project, key, parts_.clock.now());
}

absl::StatusOr<v1::Channel> ProjectService::createChannel(const rpc::Principal& who,
                                                          const v1::CreateChannelRequest& request) {
  v1::Channel channel = request.channel();
  setDefaults(channel);
  if (!absl::StartsWith(channel.camera(), "cameras/")) {
    return base::invalidFields({{"channel.camera", "must name a camera, e.g. cameras/front-door"}});
  }
  const std::string camera(absl::StripPrefix(channel.camera(), "cameras/"));
  if (channel.display_name().empty()) channel.set_display_name(camera);
  CAMERAMONIT_RETURN_IF_ERROR(checkChannel(channel));
  // A camera is in a project once, so its own id serves.
  channel.set_name(absl::StrCat(request.parent(), "/channels/", camera));
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "CreateChannel"), request.request_id(), request);
  return parts_.channels.create(channel, key, parts_.clock.now());
}

absl::StatusOr<v1::Channel> ProjectService::updateChannel(const rpc::Principal& who,
                                                          const v1::UpdateChannelRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto mask, changes(request.update_mask(), kChannelFields));
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Channel channel, parts_.channels.get(request.channel().name()));
  merge(request.channel(), mask, channel);
  setDefaults(channel);
  CAMERAMONIT_RETURN_IF_ERROR(checkChannel(channel));
  if (!request.channel().etag().empty()) channel.set_etag(request.channel().etag());
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateChannel"), request.request_id(), request);
  return parts_.channels.update(channel, key, parts_.clock.now());
}

grpc::ServerUnaryReactor* ProjectService::CreateProject(grpc::CallbackServerContext* context,
                                                        const v1::CreateProjectRequest* request,
                                                        v1::CreateProjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_project(), createProject(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::GetProject(grpc::CallbackServerContext* context,
                                                     const v1::GetProjectRequest* request,
                                                     v1::GetProjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_project(), parts_.projects.get(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::ListProjects(grpc::CallbackServerContext* context,
                                                       const v1::ListProjectsRequest* request,
                                                       v1::ListProjectsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(ProjectPage page, parts_.projects.list(nullptr, size, request->page_token()));
    for (v1::Project& project : page.projects) *response->add_projects() = std::move(project);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::UpdateProject(grpc::CallbackServerContext* context,
                                                        const v1::UpdateProjectRequest* request,
                                                        v1::UpdateProjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_project(), updateProject(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::CreateChannel(grpc::CallbackServerContext* context,
                                                        const v1::CreateChannelRequest* request,
                                                        v1::CreateChannelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_channel(), createChannel(who, *request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::GetChannel(grpc::CallbackServerContext* context,
                                                     const v1::GetChannelRequest* request,
                                                     v1::GetChannelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_channel(), parts_.channels.get(request->name()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::ListChannels(grpc::CallbackServerContext* context,
                                                       const v1::ListChannelsRequest* request,
                                                       v1::ListChannelsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(ChannelPage page,
                                 parts_.channels.list(request->parent(), nullptr, size, request->page_token()));
    for (v1::Channel& channel : page.channels) *response->add_channels() = std::move(channel);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* ProjectService::UpdateChannel(grpc::CallbackServerContext* context,
                                                        const v1::UpdateChannelRequest* request,
                                                        v1::UpdateChannelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_channel(), updateChannel(who, *request));
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::application
