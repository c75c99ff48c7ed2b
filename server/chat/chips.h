#pragma once

#include <vector>

#include "cameramonit/chat/v1/question.pb.h"
#include "server/chat/answer/answer.h"
#include "server/chat/understand/context.h"
#include "server/chat/understand/language.h"
#include "server/chat/understand/question.h"

namespace cameramonit::chat {

/// How a question was understood, a chip a part, in the words of `language`. Each offers what the part could be
/// instead, as the whole question changed, or to be left out; a part that was not said is offered to be added ("+ …").
/// Reentrant.
std::vector<v1::Chip> chipsOf(const Question& question, const AnswerContext& context, const Language& language);

/// Where a question is asked, as the words in it are understood. Reentrant.
Context understoodIn(const AnswerContext& context);

}  // namespace cameramonit::chat
