#pragma once

#include <memory>

#include "cameramonit/application/v1/assignment_service.grpc.pb.h"
#include "common/rpc/call_guard.h"
#include "common/rpc/watch_hub.h"
#include "server/application/assignment_desk.h"
#include "server/application/assignment_watch.h"

namespace cameramonit::application {

/// Tells analyzers what to run. Thread-safe.
class AssignmentService final : public v1::AssignmentService::CallbackService {
 public:
  struct Parts {
    AssignmentWatch::Parts watch;
    rpc::CallGuard& guard;
    rpc::WatchHub& hub;  ///< the desk's
  };
  /// Borrows everything in `parts`, which must outlive this service.
  explicit AssignmentService(const Parts& parts) : parts_(parts) {}

  grpc::ServerWriteReactor<v1::WatchAssignmentsResponse>* WatchAssignments(
      grpc::CallbackServerContext* context, const v1::WatchAssignmentsRequest* request) override;
  grpc::ServerUnaryReactor* ListAssignments(grpc::CallbackServerContext* context,
                                            const v1::ListAssignmentsRequest* request,
                                            v1::ListAssignmentsResponse* response) override;

 private:
  absl::Status watch(const v1::WatchAssignmentsRequest& request,
                     const std::shared_ptr<AssignmentWatch::Stream>& stream);

  const Parts parts_;
};

}  // namespace cameramonit::application
