#pragma once

#include <absl/status/status.h>

#include "cameramonit/chat/v1/chat_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/principal.h"
#include "server/chat/peers_client.h"
#include "server/chat/question_reader.h"

namespace cameramonit::chat {

/// Asks all cameras that `who` may see one question, with their rights, and gathers what each found; the camera where
/// it happened last first. Nothing is stored, and no standing question is made. Reentrant. Errors: those of the events
/// service.
absl::Status askEverywhere(const rpc::Principal& who, const std::string& text, const PeersClient& peers,
                           const QuestionReader& reader, const base::Clock& clock, v1::AskEverywhereResponse& response);

}  // namespace cameramonit::chat
