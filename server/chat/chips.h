#pragma once

#include <vector>

#include "cameramonit/chat/v1/question.pb.h"
#include "server/chat/answer/answer.h"
#include "server/chat/understand/question.h"

namespace cameramonit::chat {

/// A question in parts that can be read and touched, in its own language: "ile · osoby · wczoraj 18:00–24:00 · brama".
/// Each part has the choices it could be instead, as whole questions. Reentrant.
std::vector<v1::Chip> chipsOf(const Question& question, const AnswerContext& context);

}  // namespace cameramonit::chat
