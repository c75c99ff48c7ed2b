#include "server/events/event_service.h"

#include <memory>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/event_watch.h"
#include "storage/sql/page_token.h"

namespace cameramonit::events {
namespace {

constexpr int kUsualPage = 100;
constexpr int kLargestPage = 1000;
constexpr int kUsualChanges = 500;
constexpr int kMostSummaries = 1000;
constexpr auto kSee = policy::v1::Policy::RIGHT_SEE;

}  // namespace

absl::StatusOr<std::vector<v1::RecordEventsResponse>> EventService::record(
    std::vector<v1::RecordEventsRequest> requests) {
  std::vector<v1::TrackedObject> objects;
  std::vector<v1::Event> events;
  std::vector<v1::RecordEventsResponse> responses(requests.size());
  std::vector<std::size_t> answered;  // responses[answered[i]] acknowledges events[i]
  for (std::size_t i = 0; i < requests.size(); ++i) {
    responses[i].set_sequence(requests[i].sequence());
    if (requests[i].has_event()) {
      answered.push_back(i);
      events.push_back(std::move(*requests[i].mutable_event()));
    } else if (requests[i].has_tracked_object()) {
      objects.push_back(std::move(*requests[i].mutable_tracked_object()));
    } else {
      return base::invalidFields({{"item", "must be an event or a tracked object"}});
    }
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const EventRevisions written,
                               parts_.events.write(objects, events, parts_.namer.decorate()));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.namer.tellQueued());
  for (std::size_t i = 0; i < answered.size(); ++i) responses[answered[i]].set_revision(written.revisions[i]);
  parts_.hub.notify();
  return responses;
}

grpc::ServerBidiReactor<v1::RecordEventsRequest, v1::RecordEventsResponse>* EventService::RecordEvents(
    grpc::CallbackServerContext* context) {
  return parts_.guard.batches<v1::RecordEventsRequest, v1::RecordEventsResponse>(
      context, [this](const rpc::Principal&, std::vector<v1::RecordEventsRequest> requests) {
        return record(std::move(requests));
      });
}

grpc::ServerUnaryReactor* EventService::PruneEvents(grpc::CallbackServerContext* context,
                                                    const v1::PruneEventsRequest* request,
                                                    v1::PruneEventsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int removed,
                                 parts_.events.prune(request->media(), request->keep_attempt(), parts_.clock.now()));
    response->set_removed(removed);
    if (removed > 0) parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::ListEvents(grpc::CallbackServerContext* context,
                                                   const v1::ListEventsRequest* request,
                                                   v1::ListEventsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
    CAMERAMONIT_ASSIGN_OR_RETURN(EventPage page, parts_.events.list(request->filter(), scope, request->oldest_first(),
                                                                    size, request->page_token()));
    for (v1::Event& event : page.events) *response->add_events() = std::move(event);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::GetEvent(grpc::CallbackServerContext* context,
                                                 const v1::GetEventRequest* request, v1::GetEventResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    const auto right = request->right() == policy::v1::Policy::RIGHT_UNSPECIFIED ? kSee : request->right();
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, right));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_event(), parts_.events.get(request->name(), scope));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::CountEvents(grpc::CallbackServerContext* context,
                                                    const v1::CountEventsRequest* request,
                                                    v1::CountEventsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
    CAMERAMONIT_ASSIGN_OR_RETURN(
        *response, parts_.events.count(request->filter(), scope, request->group_by(), request->time_zone()));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::SummarizeChannels(grpc::CallbackServerContext* context,
                                                          const v1::SummarizeChannelsRequest* request,
                                                          v1::SummarizeChannelsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    if (request->channels_size() > kMostSummaries) {
      return base::invalidFields({{"channels", absl::StrCat("must be at most ", kMostSummaries)}});
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.events.summarize(*request, scope));
    return absl::OkStatus();
  });
}

grpc::ServerWriteReactor<v1::WatchEventsResponse>* EventService::WatchEvents(grpc::CallbackServerContext* context,
                                                                             const v1::WatchEventsRequest* request) {
  return parts_.guard.serverStream<v1::WatchEventsResponse>(
      context, request,
      [this, request](const rpc::Principal& who, std::shared_ptr<EventWatch::Stream> stream) -> absl::Status {
        std::int64_t revision = request->revision();
        if (revision == 0) {
          CAMERAMONIT_ASSIGN_OR_RETURN(revision, parts_.events.lastRevision());
        }
        auto watch = std::make_shared<EventWatch>(
            parts_.events, parts_.clock, request->filter(), [this, who] { return parts_.scopeOf(who, kSee); }, revision,
            stream);
        stream->onClosed(parts_.hub.watch([watch](bool checkpoint) { return watch->poll(checkpoint); }));
        return absl::OkStatus();
      });
}

absl::Status EventService::listChanges(const rpc::Principal& who, const v1::ListEventChangesRequest& request,
                                       v1::ListEventChangesResponse& response) {
  if (request.from_now()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, parts_.events.lastRevision());
    response.set_revision(revision);
    return absl::OkStatus();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request.page_size(), kUsualChanges, kLargestPage));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
  CAMERAMONIT_ASSIGN_OR_RETURN(EventChanges found,
                               parts_.events.changedSince(request.revision(), request.filter(), scope, size));
  for (EventChange& change : found.changes) {
    if (change.event) {
      *response.add_updated() = *std::move(change.event);
    } else {
      response.add_deleted(change.name);
    }
  }
  response.set_revision(found.revision);
  response.set_more(found.changes.size() >= static_cast<std::size_t>(size));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* EventService::ListEventChanges(grpc::CallbackServerContext* context,
                                                         const v1::ListEventChangesRequest* request,
                                                         v1::ListEventChangesResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return listChanges(who, *request, *response);
  });
}

grpc::ServerUnaryReactor* EventService::ListTrackedObjects(grpc::CallbackServerContext* context,
                                                           const v1::ListTrackedObjectsRequest* request,
                                                           v1::ListTrackedObjectsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(request->page_size(), kUsualPage, kLargestPage));
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
    CAMERAMONIT_ASSIGN_OR_RETURN(TrackedObjectPage page,
                                 parts_.objects.list(request->filter(), scope, size, request->page_token()));
    for (v1::TrackedObject& object : page.objects) *response->add_tracked_objects() = std::move(object);
    response->set_next_page_token(std::move(page.nextPageToken));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::GetTrackedObject(grpc::CallbackServerContext* context,
                                                         const v1::GetTrackedObjectRequest* request,
                                                         v1::GetTrackedObjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, kSee));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_tracked_object(), parts_.objects.get(request->name(), scope));
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::events
