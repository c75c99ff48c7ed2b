#pragma once

#include "server/chat/understand/interpreter.h"

namespace cameramonit::chat {

/// Whether a sentence leans on the question before it rather than standing alone. Reentrant.
bool leansOnPrevious(const Draft& draft, std::size_t tokens);

/// The previous question with what the sentence changes: "a wczoraj?", "and after that?", "only the red ones", "nie, na
/// bramie". Reentrant. Context::previous must be set.
Question leanOnPrevious(const Draft& draft, const Context& context, const CivilClock& clock, bool asks);

}  // namespace cameramonit::chat
