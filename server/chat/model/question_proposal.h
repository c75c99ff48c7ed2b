#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "server/chat/understand/context.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// The request of an OpenAI-compatible chat completion that asks `model` what `text` means: what a Question may hold,
/// the time, the zone and the names of the cameras; nothing that was seen. Reentrant.
std::string proposalRequest(const std::string& model, const std::string& text, const Understander& understander,
                            const Context& context);

/// The Question in a reply to it. It is held to the same bounds as any other: only known intents, objects, features,
/// events and cameras of the context, a time that can be, and nothing besides. Calls of tools are refused.
/// Errors: LANGUAGE_MODEL_REFUSED saying why. Reentrant.
absl::StatusOr<Question> proposalFrom(const std::string& reply, const Understander& understander,
                                      const Context& context);

}  // namespace cameramonit::chat
