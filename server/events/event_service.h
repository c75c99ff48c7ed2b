#pragma once

#include <functional>
#include <vector>

#include "cameramonit/events/v1/event_service.grpc.pb.h"
#include "common/base/clock.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/events/naming/namer.h"
#include "server/events/scope_of.h"
#include "server/events/table/event_table.h"
#include "server/events/table/tracked_object_table.h"

namespace cameramonit::events {

/// What cameras saw. Thread-safe.
class EventService final : public v1::EventService::CallbackService {
 public:
  struct Parts {
    EventTable& events;
    TrackedObjectTable& objects;
    Namer& namer;
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;
    const base::Clock& clock;
    /// The events with which the caller may now do this. May block.
    ScopeOf scopeOf;
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
  grpc::ServerUnaryReactor* SummarizeChannels(grpc::CallbackServerContext* context,
                                              const v1::SummarizeChannelsRequest* request,
                                              v1::SummarizeChannelsResponse* response) override;
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
  grpc::ServerUnaryReactor* GiveLabel(grpc::CallbackServerContext* context, const v1::GiveLabelRequest* request,
                                      v1::GiveLabelResponse* response) override;
  grpc::ServerUnaryReactor* TakeLabelBack(grpc::CallbackServerContext* context, const v1::TakeLabelBackRequest* request,
                                          v1::TakeLabelBackResponse* response) override;
  grpc::ServerUnaryReactor* RejectLabel(grpc::CallbackServerContext* context, const v1::RejectLabelRequest* request,
                                        v1::RejectLabelResponse* response) override;
  grpc::ServerUnaryReactor* UpdateLabel(grpc::CallbackServerContext* context, const v1::UpdateLabelRequest* request,
                                        v1::UpdateLabelResponse* response) override;
  grpc::ServerUnaryReactor* DeleteLabel(grpc::CallbackServerContext* context, const v1::DeleteLabelRequest* request,
                                        v1::DeleteLabelResponse* response) override;
  grpc::ServerUnaryReactor* ListLabels(grpc::CallbackServerContext* context, const v1::ListLabelsRequest* request,
                                       v1::ListLabelsResponse* response) override;
  grpc::ServerUnaryReactor* ListUnknownThings(grpc::CallbackServerContext* context,
                                              const v1::ListUnknownThingsRequest* request,
                                              v1::ListUnknownThingsResponse* response) override;

 private:
  absl::StatusOr<std::vector<v1::RecordEventsResponse>> record(std::vector<v1::RecordEventsRequest> requests);
  absl::Status seen(const rpc::Principal& who, const std::string& target);
  absl::Status listChanges(const rpc::Principal& who, const v1::ListEventChangesRequest& request,
                           v1::ListEventChangesResponse& response);

  const Parts parts_;
};

}  // namespace cameramonit::events
