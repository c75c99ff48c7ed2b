#pragma once

#include <absl/status/statusor.h>

#include "cameramonit/chat/v1/question.pb.h"
#include "server/chat/understand/question.h"

namespace cameramonit::chat {

/// The contract's form of a question. `timeZone` is the IANA name that daily windows are read in. Reentrant.
v1::Question toProto(const Question& question, const std::string& timeZone);

/// Back again, as edited by a client.
/// Errors: FIELD_INVALID for what no question can be: an unknown intent, a time that ends before it begins, too much.
/// Reentrant.
absl::StatusOr<Question> fromProto(const v1::Question& question);

}  // namespace cameramonit::chat
