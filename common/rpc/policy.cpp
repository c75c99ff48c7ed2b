#include "common/rpc/policy.h"

#include <algorithm>
#include <memory>

#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit::rpc {
namespace {

using policy::v1::Policy;
using type::v1::ERROR_REASON_PASSWORD_CHANGE_REQUIRED;
using type::v1::ERROR_REASON_POLICY_MISSING;
using type::v1::ERROR_REASON_ROLE_REQUIRED;
using type::v1::ERROR_REASON_TOKEN_MISSING;

MethodPolicy lookUp(const google::protobuf::Descriptor& request) {
  MethodPolicy result;
  const google::protobuf::FileDescriptor& file = *request.file();
  for (int s = 0; s < file.service_count(); ++s) {
    for (int m = 0; m < file.service(s)->method_count(); ++m) {
      const google::protobuf::MethodDescriptor& method = *file.service(s)->method(m);
      if (method.input_type() != &request) continue;
      result.method = method.service()->full_name() + "/" + method.name();
      result.written = method.options().HasExtension(policy::v1::policy);
      if (result.written) result.policy = method.options().GetExtension(policy::v1::policy);
      return result;
    }
  }
  return result;
}

}  // namespace

const MethodPolicy& PolicyTable::find(const google::protobuf::Descriptor& request) {
  absl::MutexLock lock(&mutex_);
  auto& entry = found_[&request];
  if (!entry) entry = std::make_unique<MethodPolicy>(lookUp(request));
  return *entry;
}

std::string resourceOf(const google::protobuf::Message& request, const Policy& policy) {
  if (policy.resource_field().empty()) return "";
  const google::protobuf::Message* message = &request;
  const std::vector<std::string> path = absl::StrSplit(policy.resource_field(), '.');
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto* field = message->GetDescriptor()->FindFieldByName(path[i]);
    const bool last = i + 1 == path.size();
    const auto wanted =
        last ? google::protobuf::FieldDescriptor::CPPTYPE_STRING : google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE;
    if (field == nullptr || field->is_repeated() || field->cpp_type() != wanted) return "";
    if (last) return message->GetReflection()->GetString(*message, field);
    message = &message->GetReflection()->GetMessage(*message, field);
  }
  return "";
}

absl::Status checkPolicy(const Principal& who, const MethodPolicy& method) {
  const Policy& policy = method.policy;
  if (!method.written || policy.access() == Policy::ACCESS_UNSPECIFIED) {
    return base::permissionDenied(ERROR_REASON_POLICY_MISSING, "This call has no policy, so nobody may make it.",
                                  {{"method", method.method}});
  }
  if (policy.access() == Policy::ACCESS_PUBLIC) return absl::OkStatus();
  if (who.kind == Principal::Kind::kNobody) {
    return base::unauthenticated(ERROR_REASON_TOKEN_MISSING, "Log in first.");
  }
  if (who.isService()) return absl::OkStatus();
  if (who.passwordExpired && !policy.with_expired_password()) {
    return base::permissionDenied(ERROR_REASON_PASSWORD_CHANGE_REQUIRED, "Change your password first.");
  }
  if (policy.access() == Policy::ACCESS_AUTHENTICATED) return absl::OkStatus();
  const auto& roles = policy.roles();
  const bool allowed =
      policy.access() == Policy::ACCESS_ROLES &&
      std::any_of(roles.begin(), roles.end(), [&](int role) { return who.hasRole(static_cast<type::v1::Role>(role)); });
  if (allowed) return absl::OkStatus();
  return base::permissionDenied(ERROR_REASON_ROLE_REQUIRED, "Your roles do not allow this.",
                                {{"method", method.method}});
}

}  // namespace cameramonit::rpc
