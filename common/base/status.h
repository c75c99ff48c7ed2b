#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/type/v1/error_reason.pb.h"

namespace cameramonit::base {

using type::v1::ErrorReason;

/// Facts about one error, for programs and for translated messages, e.g. {"camera", "cameras/front-door"}.
using ErrorFacts = std::initializer_list<std::pair<const std::string, std::string>>;

/// One field of a request that is wrong, and what would be right.
struct FieldViolation {
  std::string field;        ///< path within the request, e.g. "channel.pre_roll"
  std::string description;  ///< names the allowed range
};

/// What a failed `absl::Status` of ours carries beside code and message.
struct ErrorDetails {
  ErrorReason reason = type::v1::ERROR_REASON_UNSPECIFIED;
  std::map<std::string, std::string> facts;
  std::vector<FieldViolation> violations;
};

// Each makes a status of the named canonical code. `message` is a sentence for a person, in English. Reentrant.
absl::Status invalidArgument(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status notFound(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status alreadyExists(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status permissionDenied(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status unauthenticated(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status resourceExhausted(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status failedPrecondition(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status aborted(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status outOfRange(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status unavailable(ErrorReason reason, const std::string& message, ErrorFacts facts = {});
absl::Status internalError(const std::string& message, ErrorFacts facts = {});
absl::Status cancelled(const std::string& message);

/// INVALID_ARGUMENT with FIELD_INVALID and one violation per wrong field.
absl::Status invalidFields(const std::vector<FieldViolation>& violations);

/// The reason, facts and violations of a status made here; the empty details for any other status.
ErrorDetails errorDetails(const absl::Status& status);

/// Shorthand for `errorDetails(status).reason`.
ErrorReason errorReason(const absl::Status& status);

/// "CAMERA_UNKNOWN" for ERROR_REASON_CAMERA_UNKNOWN: the form that travels in google.rpc.ErrorInfo.
std::string reasonName(ErrorReason reason);

/// Attaches details to a status of any code; used at the edge when a status comes back over the wire.
absl::Status withDetails(absl::StatusCode code, const std::string& message, const ErrorDetails& details);

}  // namespace cameramonit::base

/// Leaves the function with the status of `expression` when that is not OK.
#define CAMERAMONIT_RETURN_IF_ERROR(expression)                                   \
  do {                                                                            \
    if (absl::Status cameramonitStatus = (expression); !cameramonitStatus.ok()) { \
      return cameramonitStatus;                                                   \
    }                                                                             \
  } while (false)

#define CAMERAMONIT_STATUS_CONCAT_INNER(a, b) a##b
#define CAMERAMONIT_STATUS_CONCAT(a, b) CAMERAMONIT_STATUS_CONCAT_INNER(a, b)
#define CAMERAMONIT_ASSIGN_OR_RETURN_INNER(result, target, expression) \
  auto result = (expression);                                          \
  if (!result.ok()) return std::move(result).status();                 \
  target = std::move(result).value()

/// `CAMERAMONIT_ASSIGN_OR_RETURN(auto value, statusOrExpression);`
#define CAMERAMONIT_ASSIGN_OR_RETURN(target, expression) \
  CAMERAMONIT_ASSIGN_OR_RETURN_INNER(CAMERAMONIT_STATUS_CONCAT(statusOr, __LINE__), target, expression)
