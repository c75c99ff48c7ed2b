#pragma once

#include <functional>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>

namespace cameramonit::sql {

class Session;

/// Who sent which mutation: a retry has the same key and gets the first result. An empty `requestId` is no key: every
/// call counts.
struct RequestKey {
  std::string principal;
  std::string method;  ///< "cameramonit.registry.v1.CameraRegistryService/CreateCamera"
  std::string requestId;
  std::string fingerprint;  ///< of the request without its id; another one under the same id is refused
};

/// The key of `request`, whose id is `requestId`. Reentrant.
RequestKey requestKey(const std::string& principal, const std::string& method, const std::string& requestId,
                      const google::protobuf::Message& request);

/// How long the first result of a request is remembered.
inline constexpr absl::Duration kRequestMemory = absl::Hours(24);

/// Finds the first result of `key` within the transaction of `session` and reads it into `result`: true when found.
/// Errors: REQUEST_ID_REUSED.
absl::StatusOr<bool> findFirstResult(Session& session, const RequestKey& key, absl::Time now,
                                     google::protobuf::Message& result);

/// Remembers the result of `key` within the transaction of `session`, and forgets what is over.
absl::Status rememberResult(Session& session, const RequestKey& key, absl::Time now,
                            const google::protobuf::Message& result);

}  // namespace cameramonit::sql
