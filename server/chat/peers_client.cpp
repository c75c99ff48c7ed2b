#include "server/chat/peers_client.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit::chat {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);
constexpr int kLargestPage = 1000;

}  // namespace

void PeersClient::connect(const std::shared_ptr<grpc::Channel>& channel) {
  projects_ = application::v1::ProjectService::NewStub(channel);
  analyzer_ = analyzer::v1::AnalyzerService::NewStub(channel);
  events_ = events::v1::EventService::NewStub(channel);
  media_ = media::v1::MediaService::NewStub(channel);
}

template <typename Response, typename Call>
absl::StatusOr<Response> PeersClient::ask(const rpc::Principal& who, Call call) const {
  const auto context = identity_.contextFor(who, kTimeout);
  Response response;
  CAMERAMONIT_RETURN_IF_ERROR(rpc::fromGrpcStatus(call(context.get(), &response)));
  return response;
}

absl::StatusOr<std::vector<PeersClient::Place>> PeersClient::places(const rpc::Principal& who) const {
  std::map<std::string, std::string> zones;
  application::v1::ListProjectsRequest projects;
  projects.set_page_size(kLargestPage);
  do {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto page,
                                 ask<application::v1::ListProjectsResponse>(who, [&](auto* context, auto* response) {
                                   return projects_->ListProjects(context, projects, response);
                                 }));
    for (const auto& project : page.projects()) zones[project.name()] = project.time_zone();
    projects.set_page_token(page.next_page_token());
  } while (!projects.page_token().empty());

  std::vector<Place> places;
  application::v1::ListChannelsRequest channels;
  channels.set_page_size(kLargestPage);
  do {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto page,
                                 ask<application::v1::ListChannelsResponse>(who, [&](auto* context, auto* response) {
                                   return projects_->ListChannels(context, channels, response);
                                 }));
    for (const auto& channel : page.channels()) {
      const std::string project = channel.name().substr(0, channel.name().find("/channels/"));
      places.push_back({channel, zones[project]});
    }
    channels.set_page_token(page.next_page_token());
  } while (!channels.page_token().empty());
  return places;
}

absl::StatusOr<PeersClient::Place> PeersClient::place(const rpc::Principal& who, const std::string& channel) const {
  application::v1::GetChannelRequest request;
  request.set_name(channel);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found,
                               ask<application::v1::GetChannelResponse>(who, [&](auto* context, auto* response) {
                                 return projects_->GetChannel(context, request, response);
                               }));
  application::v1::GetProjectRequest projectRequest;
  projectRequest.set_name(channel.substr(0, channel.find("/channels/")));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto project,
                               ask<application::v1::GetProjectResponse>(who, [&](auto* context, auto* response) {
                                 return projects_->GetProject(context, projectRequest, response);
                               }));
  return Place{found.channel(), project.project().time_zone()};
}

absl::StatusOr<analyzer::v1::GetChannelStatusResponse> PeersClient::channelStatus(const rpc::Principal& who,
                                                                                  const std::string& channel) const {
  analyzer::v1::GetChannelStatusRequest request;
  request.set_channel(channel);
  return ask<analyzer::v1::GetChannelStatusResponse>(
      who, [&](auto* context, auto* response) { return analyzer_->GetChannelStatus(context, request, response); });
}

absl::StatusOr<std::vector<media::v1::Media>> PeersClient::uploads(const rpc::Principal& who,
                                                                   const std::string& channel, int limit) const {
  media::v1::ListMediaRequest request;
  request.set_parent(channel);
  request.add_kinds(media::v1::Media::KIND_UPLOAD);
  request.set_page_size(limit);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto page,
                               ask<media::v1::ListMediaResponse>(who, [&](auto* context, auto* response) {
                                 return media_->ListMedia(context, request, response);
                               }));
  return std::vector<media::v1::Media>(page.media().begin(), page.media().end());
}

absl::StatusOr<events::v1::ListEventChangesResponse> PeersClient::eventChanges(
    const rpc::Principal& who, const events::v1::ListEventChangesRequest& request) const {
  return ask<events::v1::ListEventChangesResponse>(
      who, [&](auto* context, auto* response) { return events_->ListEventChanges(context, request, response); });
}

absl::StatusOr<events::v1::CountEventsResponse> PeersClient::count(
    const rpc::Principal& who, const events::v1::CountEventsRequest& request) const {
  return ask<events::v1::CountEventsResponse>(
      who, [&](auto* context, auto* response) { return events_->CountEvents(context, request, response); });
}

absl::StatusOr<events::v1::ListEventsResponse> PeersClient::list(const rpc::Principal& who,
                                                                 const events::v1::ListEventsRequest& request) const {
  return ask<events::v1::ListEventsResponse>(
      who, [&](auto* context, auto* response) { return events_->ListEvents(context, request, response); });
}

absl::StatusOr<events::v1::TrackedObject> PeersClient::object(const rpc::Principal& who,
                                                              const std::string& name) const {
  events::v1::GetTrackedObjectRequest request;
  request.set_name(name);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found,
                               ask<events::v1::GetTrackedObjectResponse>(who, [&](auto* context, auto* response) {
                                 return events_->GetTrackedObject(context, request, response);
                               }));
  return found.tracked_object();
}

std::unique_ptr<grpc::ClientContext> PeersClient::streamContext() const {
  return identity_.context(absl::InfiniteDuration());
}

std::unique_ptr<grpc::ClientReader<events::v1::WatchEventsResponse>> PeersClient::watchEvents(
    grpc::ClientContext& context) const {
  return events_->WatchEvents(&context, {});
}

std::unique_ptr<grpc::ClientReader<media::v1::WatchMediaResponse>> PeersClient::watchMedia(
    grpc::ClientContext& context) const {
  return media_->WatchMedia(&context, {});
}

absl::StatusOr<events::v1::CountEventsResponse> UserEvents::count(const events::v1::EventFilter& filter,
                                                                  events::v1::CountEventsRequest::GroupBy groupBy,
                                                                  const std::string& timeZone) {
  events::v1::CountEventsRequest request;
  *request.mutable_filter() = filter;
  request.set_group_by(groupBy);
  request.set_time_zone(timeZone);
  return peers_.count(who_, request);
}

absl::StatusOr<std::vector<events::v1::Event>> UserEvents::list(const events::v1::EventFilter& filter, bool oldestFirst,
                                                                int limit) {
  events::v1::ListEventsRequest request;
  *request.mutable_filter() = filter;
  request.set_oldest_first(oldestFirst);
  request.set_page_size(std::min(limit, kLargestPage));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto page, peers_.list(who_, request));
  return std::vector<events::v1::Event>(page.events().begin(), page.events().end());
}

absl::StatusOr<events::v1::TrackedObject> UserEvents::object(const std::string& name) {
  return peers_.object(who_, name);
}

}  // namespace cameramonit::chat
