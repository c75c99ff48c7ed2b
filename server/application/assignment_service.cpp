#include "server/application/assignment_service.h"

#include <utility>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::application {
namespace {

constexpr int kLargestCapacity = 10'000;

absl::Status checkRequest(const v1::WatchAssignmentsRequest& request) {
  std::vector<base::FieldViolation> wrong;
  if (!text::isResourceId(request.analyzer())) {
    wrong.push_back({"analyzer", "must be 1 to 40 lower-case letters, digits and dashes"});
  }
  if (request.capacity() < 0 || request.capacity() > kLargestCapacity) {
    wrong.push_back({"capacity", "must be 0 (any number) to 10000"});
  }
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

}  // namespace

absl::Status AssignmentService::watch(const v1::WatchAssignmentsRequest& request,
                                      const std::shared_ptr<AssignmentWatch::Stream>& stream) {
  CAMERAMONIT_RETURN_IF_ERROR(checkRequest(request));
  AssignmentDesk& desk = parts_.watch.desk;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string holder, desk.join(request.analyzer(), request.capacity()));
  auto watched = std::make_shared<AssignmentWatch>(parts_.watch, request.analyzer(), holder, stream);
  auto end = parts_.hub.watch([watched](bool checkpoint) { return watched->poll(checkpoint); });
  stream->onClosed([&desk, holder, end = std::move(end)] {
    end();
    desk.leave(holder);
  });
  return absl::OkStatus();
}

grpc::ServerWriteReactor<v1::WatchAssignmentsResponse>* AssignmentService::WatchAssignments(
    grpc::CallbackServerContext* context, const v1::WatchAssignmentsRequest* request) {
  return parts_.guard.serverStream<v1::WatchAssignmentsResponse>(
      context, request, [this, request](const rpc::Principal&, std::shared_ptr<AssignmentWatch::Stream> stream) {
        return watch(*request, stream);
      });
}

grpc::ServerUnaryReactor* AssignmentService::ListAssignments(grpc::CallbackServerContext* context,
                                                             const v1::ListAssignmentsRequest* request,
                                                             v1::ListAssignmentsResponse* response) {
  return parts_.guard.unary(context, request, [this, response](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Lease> leases, parts_.watch.leases.all());
    for (const Lease& lease : leases) {
      auto& held = *response->add_assignments();
      held.set_channel(lease.channel);
      held.set_analyzer(lease.analyzer);
      held.set_fence(lease.fence);
      if (!lease.analyzer.empty()) *held.mutable_since_time() = sql::timestampOf(lease.since);
    }
    return absl::OkStatus();
  });
}

}  // namespace cameramonit::application
