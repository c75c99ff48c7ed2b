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

void PeersClient::connect(const rpc::Peers& peers) {
  projects_ = application::v1::ProjectService::NewStub(peers.to("application"));
  analyzer_ = analyzer::v1::AnalyzerService::NewStub(peers.to("analyzer"));
  events_ = events::v1::EventService::NewStub(peers.to("events"));
  media_ = media::v1::MediaService::NewStub(peers.to("media"));
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

absl::StatusOr<std::vector<events::v1::SummarizeChannelsResponse::Summary>> PeersClient::summarize(
    const rpc::Principal& who, const events::v1::SummarizeChannelsRequest& request) const {
  std::vector<events::v1::SummarizeChannelsResponse::Summary> summaries;
  for (int from = 0; from < request.channels_size(); from += kLargestPage) {
    events::v1::SummarizeChannelsRequest part;
    *part.mutable_kinds() = request.kinds();
    const int to = std::min(from + kLargestPage, request.channels_size());
    for (int i = from; i < to; ++i) *part.add_channels() = request.channels(i);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto found,
                                 ask<events::v1::SummarizeChannelsResponse>(who, [&](auto* context, auto* response) {
                                   return events_->SummarizeChannels(context, part, response);
                                 }));
    summaries.insert(summaries.end(), found.summaries().begin(), found.summaries().end());
  }
  return summaries;
}

absl::StatusOr<bool> PeersClient::maySee(const rpc::Principal& who, const std::string& event) const {
  events::v1::GetEventRequest request;
  request.set_name(event);
  const auto found = ask<events::v1::GetEventResponse>(
      who, [&](auto* context, auto* response) { return events_->GetEvent(context, request, response); });
  if (found.ok()) return true;
  switch (found.status().code()) {
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:  // the account is gone
      return false;
    default:
      return found.status();
  }
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

absl::StatusOr<std::vector<events::v1::Label>> PeersClient::labels(const rpc::Principal& who,
                                                                   const std::string& parent) const {
  std::vector<events::v1::Label> labels;
  events::v1::ListLabelsRequest request;
  request.set_parent(parent);
  request.set_page_size(kLargestPage);
  do {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto page,
                                 ask<events::v1::ListLabelsResponse>(who, [&](auto* context, auto* response) {
                                   return events_->ListLabels(context, request, response);
                                 }));
    labels.insert(labels.end(), page.labels().begin(), page.labels().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return labels;
}

absl::StatusOr<std::vector<events::v1::GivenName>> PeersClient::namesGivenTo(const rpc::Principal& who,
                                                                             const std::string& target) const {
  if (target.find("/objects/") != std::string::npos) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, object(who, target));
    return std::vector<events::v1::GivenName>(found.given_names().begin(), found.given_names().end());
  }
  events::v1::GetEventRequest request;
  request.set_name(target);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto found,
                               ask<events::v1::GetEventResponse>(who, [&](auto* context, auto* response) {
                                 return events_->GetEvent(context, request, response);
                               }));
  return std::vector<events::v1::GivenName>(found.event().given_names().begin(), found.event().given_names().end());
}

absl::StatusOr<events::v1::GiveLabelResponse> PeersClient::giveLabel(
    const rpc::Principal& who, const events::v1::GiveLabelRequest& request) const {
  return ask<events::v1::GiveLabelResponse>(
      who, [&](auto* context, auto* response) { return events_->GiveLabel(context, request, response); });
}

absl::StatusOr<events::v1::TakeLabelBackResponse> PeersClient::takeLabelBack(
    const rpc::Principal& who, const events::v1::TakeLabelBackRequest& request) const {
  return ask<events::v1::TakeLabelBackResponse>(
      who, [&](auto* context, auto* response) { return events_->TakeLabelBack(context, request, response); });
}

absl::StatusOr<events::v1::RejectLabelResponse> PeersClient::rejectLabel(
    const rpc::Principal& who, const events::v1::RejectLabelRequest& request) const {
  return ask<events::v1::RejectLabelResponse>(
      who, [&](auto* context, auto* response) { return events_->RejectLabel(context, request, response); });
}

absl::StatusOr<events::v1::ListUnknownThingsResponse> PeersClient::unknownThings(const rpc::Principal& who,
                                                                                 const std::string& channel) const {
  events::v1::ListUnknownThingsRequest request;
  request.set_parent(channel);
  return ask<events::v1::ListUnknownThingsResponse>(
      who, [&](auto* context, auto* response) { return events_->ListUnknownThings(context, request, response); });
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
