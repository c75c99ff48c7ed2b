#include "common/rpc/policy.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/reflection.h>

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

/// The text of the field at `path` ("name", "channel.name"), several texts joined by commas; empty when there is none.
std::string textAt(const google::protobuf::Message& request, const std::string& path) {
  const google::protobuf::Message* message = &request;
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto* field = message->GetDescriptor()->FindFieldByName(names[i]);
    if (field == nullptr) return "";
    const google::protobuf::Reflection& reflection = *message->GetReflection();
    if (i + 1 == names.size()) {
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) return "";
      if (!field->is_repeated()) return reflection.GetString(*message, field);
      const auto& texts = reflection.GetRepeatedFieldRef<std::string>(*message, field);
      return absl::StrJoin(std::vector<std::string>(texts.begin(), texts.end()), ",");
    }
    if (field->is_repeated() || field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) return "";
    message = &reflection.GetMessage(*message, field);
  }
  return "";
}

}  // namespace

const MethodPolicy& PolicyTable::find(const google::protobuf::Descriptor& request) {
  absl::MutexLock lock(&mutex_);
  auto& entry = found_[&request];
  if (!entry) entry = std::make_unique<MethodPolicy>(lookUp(request));
  return *entry;
}

std::string resourceOf(const google::protobuf::Message& request, const Policy& policy) {
  return policy.resource_field().empty() ? "" : textAt(request, policy.resource_field());
}

std::map<std::string, std::string> auditedFields(const google::protobuf::Message& request, const Policy& policy) {
  std::map<std::string, std::string> fields;
  for (const std::string& path : policy.audited_fields()) {
    if (std::string text = textAt(request, path); !text.empty()) fields.emplace(path, std::move(text));
  }
  return fields;
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
