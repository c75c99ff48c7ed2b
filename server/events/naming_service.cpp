#include "common/base/status.h"
#include "server/events/event_service.h"
#include "server/events/table/event_name.h"

// What people call things.
namespace cameramonit::events {

/// Whether the one who asks may change the object or event: what is hidden can't be given a name.
absl::Status EventService::seen(const rpc::Principal& who, const std::string& target) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, policy::v1::Policy::RIGHT_CHANGE));
  if (parseEventName(target).collection == "events") return parts_.events.get(target, scope).status();
  return parts_.objects.get(target, scope).status();
}

grpc::ServerUnaryReactor* EventService::GiveLabel(grpc::CallbackServerContext* context,
                                                  const v1::GiveLabelRequest* request,
                                                  v1::GiveLabelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(seen(who, request->target()));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.give(*request, who.name));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::TakeLabelBack(grpc::CallbackServerContext* context,
                                                      const v1::TakeLabelBackRequest* request,
                                                      v1::TakeLabelBackResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.takeBack(*request));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::RejectLabel(grpc::CallbackServerContext* context,
                                                    const v1::RejectLabelRequest* request,
                                                    v1::RejectLabelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.reject(*request));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::UpdateLabel(grpc::CallbackServerContext* context,
                                                    const v1::UpdateLabelRequest* request,
                                                    v1::UpdateLabelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.update(*request));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::DeleteLabel(grpc::CallbackServerContext* context,
                                                    const v1::DeleteLabelRequest* request,
                                                    v1::DeleteLabelResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.remove(request->name()));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::ListLabels(grpc::CallbackServerContext* context,
                                                   const v1::ListLabelsRequest* request,
                                                   v1::ListLabelsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const Scope scope, parts_.scopeOf(who, policy::v1::Policy::RIGHT_SEE));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.list(*request, scope));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::ListUnknownThings(grpc::CallbackServerContext* context,
                                                          const v1::ListUnknownThingsRequest* request,
                                                          v1::ListUnknownThingsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(*response, parts_.namer.unknownThings(*request));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* EventService::LabelTrackedObject(grpc::CallbackServerContext* context,
                                                           const v1::LabelTrackedObjectRequest* request,
                                                           v1::LabelTrackedObjectResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(seen(who, request->name()));
    CAMERAMONIT_ASSIGN_OR_RETURN(*response->mutable_tracked_object(),
                                 parts_.namer.labelOnly(request->name(), request->label(), who.name));
    parts_.hub.notify();
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::events
