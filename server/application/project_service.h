#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "cameramonit/application/v1/project_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/application/project_watch.h"
#include "server/application/table/changes.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/project_table.h"

namespace cameramonit::application {

/// Projects and their channels. Thread-safe.
class ProjectService final : public v1::ProjectService::CallbackService {
 public:
  struct Parts {
    ProjectTable& projects;
    ChannelTable& channels;
    ChangeTable& changes;
    rpc::CallGuard& guard;
    const rpc::Authorizer& authorizer;  ///< what a watch may tell
    rpc::WatchHub& hub;                 ///< of projects and channels; woken here too
    const base::Clock& clock;
    /// What the caller may see; may block.
    std::function<absl::StatusOr<NameFilter>(const rpc::Principal&)> visibleTo;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit ProjectService(Parts parts) : parts_(std::move(parts)) {}

  /// Makes projects/home in `timeZone` if there is no project yet, so that a first camera has a place.
  absl::Status makeFirstProject(const std::string& timeZone);

  grpc::ServerUnaryReactor* CreateProject(grpc::CallbackServerContext* context, const v1::CreateProjectRequest* request,
                                          v1::CreateProjectResponse* response) override;
  grpc::ServerUnaryReactor* GetProject(grpc::CallbackServerContext* context, const v1::GetProjectRequest* request,
                                       v1::GetProjectResponse* response) override;
  grpc::ServerUnaryReactor* ListProjects(grpc::CallbackServerContext* context, const v1::ListProjectsRequest* request,
                                         v1::ListProjectsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateProject(grpc::CallbackServerContext* context, const v1::UpdateProjectRequest* request,
                                          v1::UpdateProjectResponse* response) override;
  grpc::ServerUnaryReactor* CreateChannel(grpc::CallbackServerContext* context, const v1::CreateChannelRequest* request,
                                          v1::CreateChannelResponse* response) override;
  grpc::ServerUnaryReactor* GetChannel(grpc::CallbackServerContext* context, const v1::GetChannelRequest* request,
                                       v1::GetChannelResponse* response) override;
  grpc::ServerUnaryReactor* ListChannels(grpc::CallbackServerContext* context, const v1::ListChannelsRequest* request,
                                         v1::ListChannelsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateChannel(grpc::CallbackServerContext* context, const v1::UpdateChannelRequest* request,
                                          v1::UpdateChannelResponse* response) override;
  grpc::ServerUnaryReactor* DeleteProject(grpc::CallbackServerContext* context, const v1::DeleteProjectRequest* request,
                                          v1::DeleteProjectResponse* response) override;
  grpc::ServerUnaryReactor* DeleteChannel(grpc::CallbackServerContext* context, const v1::DeleteChannelRequest* request,
                                          v1::DeleteChannelResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchProjectsResponse>* WatchProjects(grpc::CallbackServerContext* context,
                                                                     const v1::WatchProjectsRequest* request) override;

 private:
  /// Wakes the watches when `result` is a change.
  template <typename Result>
  Result told(Result result) {
    if (result.ok()) parts_.hub.notify();
    return result;
  }
  absl::Status deleteProject(const rpc::Principal& who, const v1::DeleteProjectRequest& request);
  absl::Status deleteChannel(const rpc::Principal& who, const v1::DeleteChannelRequest& request);
  void watch(const rpc::Principal& who, std::int64_t revision, const std::shared_ptr<ProjectWatch::Stream>& stream);
  absl::StatusOr<v1::Project> createProject(const rpc::Principal& who, const v1::CreateProjectRequest& request);
  absl::StatusOr<v1::Project> updateProject(const rpc::Principal& who, const v1::UpdateProjectRequest& request);
  absl::StatusOr<v1::Channel> createChannel(const rpc::Principal& who, const v1::CreateChannelRequest& request);
  absl::StatusOr<v1::Channel> updateChannel(const rpc::Principal& who, const v1::UpdateChannelRequest& request);

  const Parts parts_;
};

}  // namespace cameramonit::application
