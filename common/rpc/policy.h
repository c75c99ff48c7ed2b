#pragma once

#include <map>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include "cameramonit/policy/v1/policy.pb.h"
#include "common/rpc/principal.h"

namespace cameramonit::rpc {

/// The RPC that a request message belongs to, with its policy. Every request type serves exactly one RPC (buf's
/// STANDARD rules), so the request itself names the method.
struct MethodPolicy {
  std::string method;  ///< "cameramonit.chat.v1.ChatService/Ask"
  policy::v1::Policy policy;
  bool written = false;  ///< false: the proto declares none, nobody may call
};

/// Finds policies by request type. Thread-safe.
class PolicyTable {
 public:
  /// The reference stays valid as long as the table.
  const MethodPolicy& find(const google::protobuf::Descriptor& request);

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, std::unique_ptr<MethodPolicy>> found_
      ABSL_GUARDED_BY(mutex_);
};

/// The resource name that `request` speaks of under the path of its policy ("name", "channel.name"); empty when the
/// policy names none. Reentrant.
std::string resourceOf(const google::protobuf::Message& request, const policy::v1::Policy& policy);

/// The request's fields that the policy has written to the audit log, by their paths; empty ones are left out.
/// Reentrant.
std::map<std::string, std::string> auditedFields(const google::protobuf::Message& request,
                                                 const policy::v1::Policy& policy);

/// Decides beyond roles: whether this person may do this with this resource. Thread-safe; may block on the database.
class Authorizer {
 public:
  virtual ~Authorizer() = default;
  /// The person as he is now: a token says what was true when it was made.
  /// Errors: TOKEN_INVALID when the session is over, or the account disabled, expired or gone.
  virtual absl::StatusOr<Principal> current(const Principal& who) const { return who; }
  /// Errors: GRANT_REQUIRED.
  virtual absl::Status authorize(const Principal& who, const policy::v1::Policy& policy,
                                 const std::string& resource) const = 0;
};

/// Access class and roles, before any grant: what the policy alone decides.
/// Errors: POLICY_MISSING, TOKEN_MISSING, PASSWORD_CHANGE_REQUIRED, ROLE_REQUIRED. Reentrant.
absl::Status checkPolicy(const Principal& who, const MethodPolicy& method);

}  // namespace cameramonit::rpc
