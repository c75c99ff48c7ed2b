#pragma once

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace cameramonit::rpc {

/// Translates once, at the edge: code and message as they are, reason and fields as google.rpc.Status details.
/// Reentrant.
grpc::Status toGrpcStatus(const absl::Status& status);

/// The other way, on the side of the caller; the details survive. Reentrant.
absl::Status fromGrpcStatus(const grpc::Status& status);

}  // namespace cameramonit::rpc
