#include "common/base/status.h"

#include <absl/strings/cord.h>
#include <absl/strings/strip.h>

#include "google/rpc/error_details.pb.h"

namespace cameramonit::base {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kDomain[] = "cameramonit";
constexpr char kReasonPrefix[] = "ERROR_REASON_";

absl::Status make(absl::StatusCode code, ErrorReason reason, const std::string& message, ErrorFacts facts) {
  ErrorDetails details;
  details.reason = reason;
  details.facts.insert(facts.begin(), facts.end());
  return withDetails(code, message, details);
}

}  // namespace

absl::Status invalidArgument(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kInvalidArgument, reason, message, facts);
}
absl::Status notFound(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kNotFound, reason, message, facts);
}
absl::Status alreadyExists(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kAlreadyExists, reason, message, facts);
}
absl::Status permissionDenied(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kPermissionDenied, reason, message, facts);
}
absl::Status unauthenticated(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kUnauthenticated, reason, message, facts);
}
absl::Status resourceExhausted(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kResourceExhausted, reason, message, facts);
}
absl::Status failedPrecondition(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kFailedPrecondition, reason, message, facts);
}
absl::Status aborted(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kAborted, reason, message, facts);
}
absl::Status outOfRange(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kOutOfRange, reason, message, facts);
}
absl::Status unavailable(ErrorReason reason, const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kUnavailable, reason, message, facts);
}
absl::Status internalError(const std::string& message, ErrorFacts facts) {
  return make(absl::StatusCode::kInternal, type::v1::ERROR_REASON_INTERNAL, message, facts);
}
absl::Status cancelled(const std::string& message) {
  return make(absl::StatusCode::kCancelled, type::v1::ERROR_REASON_CANCELLED, message, {});
}

absl::Status invalidFields(const std::vector<FieldViolation>& violations) {
  ErrorDetails details;
  details.reason = type::v1::ERROR_REASON_FIELD_INVALID;
  details.violations = violations;
  std::string message;
  for (const FieldViolation& violation : violations) {
    if (!message.empty()) message += "; ";
    message += violation.field + ": " + violation.description;
  }
  return withDetails(absl::StatusCode::kInvalidArgument, message, details);
}

absl::Status withDetails(absl::StatusCode code, const std::string& message, const ErrorDetails& details) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(reasonName(details.reason));
  info.set_domain(kDomain);
  for (const auto& [key, value] : details.facts) (*info.mutable_metadata())[key] = value;
  status.SetPayload(kErrorInfoUrl, absl::Cord(info.SerializeAsString()));
  if (!details.violations.empty()) {
    google::rpc::BadRequest bad;
    for (const FieldViolation& violation : details.violations) {
      auto* field = bad.add_field_violations();
      field->set_field(violation.field);
      field->set_description(violation.description);
    }
    status.SetPayload(kBadRequestUrl, absl::Cord(bad.SerializeAsString()));
  }
  return status;
}

ErrorDetails errorDetails(const absl::Status& status) {
  ErrorDetails details;
  if (auto payload = status.GetPayload(kErrorInfoUrl)) {
    google::rpc::ErrorInfo info;
    if (info.ParseFromString(std::string(*payload))) {
      type::v1::ErrorReason_Parse(kReasonPrefix + info.reason(), &details.reason);
      details.facts.insert(info.metadata().begin(), info.metadata().end());
    }
  }
  if (auto payload = status.GetPayload(kBadRequestUrl)) {
    google::rpc::BadRequest bad;
    if (bad.ParseFromString(std::string(*payload))) {
      for (const auto& field : bad.field_violations()) {
        details.violations.push_back({field.field(), field.description()});
      }
    }
  }
  return details;
}

ErrorReason errorReason(const absl::Status& status) {
  return errorDetails(status).reason;
}

std::string reasonName(ErrorReason reason) {
  return std::string(absl::StripPrefix(type::v1::ErrorReason_Name(reason), kReasonPrefix));
}

}  // namespace cameramonit::base
