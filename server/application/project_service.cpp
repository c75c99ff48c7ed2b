#include "server/application/project_service.h"

#include <array>
#include <atomic>
#include <set>
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

/// What an update never changes.
constexpr std::array<std::string_view, 5> kFixedFields = {"name", "camera", "create_time", "update_time", "etag"};

/// The mask, or every changeable field of `resource` when it is empty.
/// Errors: FIELD_INVALID for a field that does not exist or never changes.
absl::StatusOr<google::protobuf::FieldMask> changes(const google::protobuf::FieldMask& asked,
                                                    const google::protobuf::Descriptor& resource) {
  std::set<std::string> changeable;
  for (int i = 0; i < resource.field_count(); ++i) changeable.insert(resource.field(i)->name());
  for (const std::string_view field : kFixedFields) changeable.erase(std::string(field));
  google::protobuf::FieldMask mask = asked;
  if (mask.paths().empty()) {
    for (const std::string& field : changeable) mask.add_paths(field);
  }
  for (const std::string& path : mask.paths()) {
    if (changeable.count(path) == 0) {
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
  return told(parts_.projects.create(project, key, parts_.clock.now()));
}

absl::StatusOr<v1::Project> ProjectService::updateProject(const rpc::Principal& who,
                                                          const v1::UpdateProjectRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto mask, changes(request.update_mask(), *v1::Project::descriptor()));
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Project project, parts_.projects.get(request.project().name()));
  merge(request.project(), mask, project);
  CAMERAMONIT_RETURN_IF_ERROR(checkProject(project));
  if (!request.project().etag().empty()) project.set_etag(request.project().etag());
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateProject"), request.request_id(), request);
  return told(parts_.projects.update(project, key, parts_.clock.now()));
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
  return told(parts_.channels.create(channel, key, parts_.clock.now()));
}

absl::StatusOr<v1::Channel> ProjectService::updateChannel(const rpc::Principal& who,
                                                          const v1::UpdateChannelRequest& request) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto mask, changes(request.update_mask(), *v1::Channel::descriptor()));
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::Channel channel, parts_.channels.get(request.channel().name()));
  merge(request.channel(), mask, channel);
  setDefaults(channel);
  CAMERAMONIT_RETURN_IF_ERROR(checkChannel(channel));
  if (!request.channel().etag().empty()) channel.set_etag(request.channel().etag());
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "UpdateChannel"), request.request_id(), request);
  return told(parts_.channels.update(channel, key, parts_.clock.now()));
}

absl::Status ProjectService::deleteProject(const rpc::Principal& who, const v1::DeleteProjectRequest& request) {
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "DeleteProject"), request.request_id(), request);
  CAMERAMONIT_RETURN_IF_ERROR(parts_.projects.remove(request.name(), request.etag(), key, parts_.clock.now()));
  parts_.hub.notify();
  return absl::OkStatus();
}

absl::Status ProjectService::deleteChannel(const rpc::Principal& who, const v1::DeleteChannelRequest& request) {
  const auto key = sql::requestKey(who.name, absl::StrCat(kService, "DeleteChannel"), request.request_id(), request);
  CAMERAMONIT_RETURN_IF_ERROR(parts_.channels.remove(request.name(), request.etag(), key, parts_.clock.now()));
  parts_.hub.notify();
  return absl::OkStatus();
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
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(const NameFilter visible, parts_.visibleTo(who));
    CAMERAMONIT_ASSIGN_OR_RETURN(ProjectPage page, parts_.projects.list(visible, size, request->page_token()));
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
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(const NameFilter visible, parts_.visibleTo(who));
    CAMERAMONIT_ASSIGN_OR_RETURN(ChannelPage page,
                                 parts_.channels.list(request->parent(), visible, size, request->page_token()));
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

grpc::ServerUnaryReactor* ProjectService::DeleteProject(grpc::CallbackServerContext* context,
                                                        const v1::DeleteProjectRequest* request,
                                                        v1::DeleteProjectResponse*) {
  return parts_.guard.unary(context, request,
                            [this, request](const rpc::Principal& who) { return deleteProject(who, *request); });
}

grpc::ServerUnaryReactor* ProjectService::DeleteChannel(grpc::CallbackServerContext* context,
                                                        const v1::DeleteChannelRequest* request,
                                                        v1::DeleteChannelResponse*) {
  return parts_.guard.unary(context, request,
                            [this, request](const rpc::Principal& who) { return deleteChannel(who, *request); });
}

grpc::ServerWriteReactor<v1::WatchProjectsResponse>* ProjectService::WatchProjects(
    grpc::CallbackServerContext* context, const v1::WatchProjectsRequest* request) {
  return parts_.guard.serverStream<v1::WatchProjectsResponse>(
      context, request, [this, request](const rpc::Principal& who, std::shared_ptr<ProjectWatch::Stream> stream) {
        watch(who, request->revision(), stream);
        return absl::OkStatus();
      });
}

void ProjectService::watch(const rpc::Principal& who, std::int64_t revision,
                           const std::shared_ptr<ProjectWatch::Stream>& stream) {
  policy::v1::Policy seeing;
  seeing.set_access(policy::v1::Policy::ACCESS_AUTHENTICATED);
  seeing.set_right(policy::v1::Policy::RIGHT_SEE);
  const auto mayHear = [this, who, seeing](const std::string& name) {
    return who.isService() || parts_.authorizer.authorize(who, seeing, name).ok();
  };
  auto projects = std::make_shared<ProjectWatch>(
      ProjectWatch::Parts{parts_.projects, parts_.channels, parts_.changes, parts_.clock, mayHear}, revision, stream);
  auto behind = std::make_shared<std::atomic<bool>>(false);
  stream->onDrained([this, behind] {
    if (behind->exchange(false)) parts_.hub.notify();
  });
  stream->onClosed(parts_.hub.watch([this, projects, behind, stream](bool checkpoint) {
    const bool open = projects->poll(checkpoint);
    if (open && projects->isBehind()) {
      *behind = true;
      // Nothing may have been pushed that could drain: everything of this page was kept from this caller.
      if (stream->isDrained() && behind->exchange(false)) parts_.hub.notify();
    }
    return open;
  }));
}

}  // namespace cameramonit::application
