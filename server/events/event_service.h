#pragma once

#include <functional>
#include <vector>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/events/table/event_table.h"
#include "server/events/table/tracked_object_table.h"

namespace cameramonit::events {

/// What cameras saw. Thread-safe.
class EventService final : public v1::EventService::CallbackService {
 public:
  struct Parts {
    EventTable& events;
    TrackedObjectTable& objects;
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;
    const base::Clock& clock;
    /// What the caller may see of all events.
    std::function<Scope(const rpc::Principal&)> scopeOf;
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit EventService(Parts parts) : parts_(std::move(parts)) {}

  grpc::ServerBidiReactor<v1::RecordEventsRequest, v1::RecordEventsResponse>* RecordEvents(
      grpc::CallbackServerContext* context) override;
  grpc::ServerUnaryReactor* PruneEvents(grpc::CallbackServerContext* context, const v1::PruneEventsRequest* request,
                                        v1::PruneEventsResponse* response) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context, const v1::ListEventsRequest* request,
                                       v1::ListEventsResponse* response) override;
  grpc::ServerUnaryReactor* GetEvent(grpc::CallbackServerContext* context, const v1::GetEventRequest* request,
                                     v1::GetEventResponse* response) override;
  grpc::ServerUnaryReactor* CountEvents(grpc::CallbackServerContext* context, const v1::CountEventsRequest* request,
                                        v1::CountEventsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchEventsResponse>* WatchEvents(grpc::CallbackServerContext* context,
                                                                 const v1::WatchEventsRequest* request) override;
  grpc::ServerUnaryReactor* ListEventChanges(grpc::CallbackServerContext* context,
                                             const v1::ListEventChangesRequest* request,
                                             v1::ListEventChangesResponse* response) override;
  grpc::ServerUnaryReactor* ListTrackedObjects(grpc::CallbackServerContext* context,
                                               const v1::ListTrackedObjectsRequest* request,
                                               v1::ListTrackedObjectsResponse* response) override;
  grpc::ServerUnaryReactor* GetTrackedObject(grpc::CallbackServerContext* context,
                                             const v1::GetTrackedObjectRequest* request,
                                             v1::GetTrackedObjectResponse* response) override;
  grpc::ServerUnaryReactor* LabelTrackedObject(grpc::CallbackServerContext* context,
                                               const v1::LabelTrackedObjectRequest* request,
                                               v1::LabelTrackedObjectResponse* response) override;

 private:
  absl::StatusOr<std::vector<v1::RecordEventsResponse>> record(std::vector<v1::RecordEventsRequest> requests);
  absl::Status listChanges(const rpc::Principal& who, const v1::ListEventChangesRequest& request,
                           v1::ListEventChangesResponse& response);

  const Parts parts_;
};

}  // namespace cameramonit::events
