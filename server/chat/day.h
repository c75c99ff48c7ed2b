#pragma once

#include <absl/status/status.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "server/chat/answer/answer.h"

namespace cameramonit::chat {

/// The hours of the day that `time` lies in, by the project's clock, and the nearest days with anything in them.
/// Reentrant.
absl::Status readDay(absl::Time time, const AnswerContext& context, EventReader& events, v1::GetDayResponse& response);

}  // namespace cameramonit::chat
