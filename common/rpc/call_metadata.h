#pragma once

#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include "common/rpc/principal.h"
#include "common/rpc/token.h"

namespace cameramonit::rpc {

/// Who makes a call. A person is who the call's token says; without one: nobody. A service says its name in every call,
/// and is believed when it is in this very process or when its connection showed that service's certificate; it may add
/// that it acts on behalf of a user, which a user may not.
/// Errors: TOKEN_INVALID, TOKEN_EXPIRED, SHUTTING_DOWN while tokens cannot be read yet. Reentrant.
absl::StatusOr<Principal> principalOf(const grpc::CallbackServerContext& context, const TokenVerifier& tokens);

/// Where a call came from: as the gateway tells it, where it is one of ours that asks (in this process or with a client
/// certificate); else the address of the connection itself, which nobody can make up.
/// Reentrant.
std::string addressOf(const grpc::CallbackServerContext& context, const Principal& who);

/// How a service identifies itself in the calls it makes. Thread-safe.
class ServiceIdentity {
 public:
  /// `service` without prefix, e.g. "chat".
  explicit ServiceIdentity(const std::string& service);

  /// A context for a call of the service's own.
  std::unique_ptr<grpc::ClientContext> context(absl::Duration timeout) const;
  /// A context for a call with the rights of `user`. Without a timeout (streams): absl::InfiniteDuration().
  std::unique_ptr<grpc::ClientContext> contextFor(const Principal& user, absl::Duration timeout) const;

 private:
  const std::string service_;
};

}  // namespace cameramonit::rpc
