#pragma once

#include <map>
#include <memory>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/client_context.h>
#include <grpcpp/support/string_ref.h>

#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "common/rpc/token.h"

namespace cameramonit::rpc {

/// Who the metadata of a call says its caller is. Without a token: nobody. A service may add that it acts on behalf of
/// a user; a user may not.
/// Errors: TOKEN_INVALID, TOKEN_EXPIRED. Reentrant.
absl::StatusOr<Principal> principalOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata,
                                      const TokenVerifier& tokens);

/// How a service identifies itself in the calls it makes. Thread-safe.
class ServiceIdentity {
 public:
  /// `service` without prefix, e.g. "chat". Borrows both.
  ServiceIdentity(std::string service, const TokenAuthority& authority, const base::Clock& clock);

  /// A context for a call of the service's own.
  std::unique_ptr<grpc::ClientContext> context(absl::Duration timeout) const;
  /// A context for a call with the rights of `user`. Without a timeout (streams): absl::InfiniteDuration().
  std::unique_ptr<grpc::ClientContext> contextFor(const Principal& user, absl::Duration timeout) const;

 private:
  const std::string name_;
  const TokenAuthority& authority_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::rpc
