#pragma once

#include <optional>
#include <string>

#include "cameramonit/chat/v1/question.pb.h"
#include "server/chat/answer/answer.h"
#include "server/chat/understand/question.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// A question with everything that is shown of how it was understood.
struct ReadQuestion {
  Question question;
  v1::Understanding shown;
};

/// Reads what people type into questions, and says how. Thread-safe.
class QuestionReader {
 public:
  /// Borrows `understander`.
  explicit QuestionReader(const Understander& understander) : understander_(understander) {}

  /// Reads `text` as asked in `context`; `previous` is what was asked before. Never fails: what means nothing is help
  /// with a low confidence.
  ReadQuestion read(const std::string& text, const AnswerContext& context,
                    const std::optional<Question>& previous) const;

  /// Takes a question as edited by chips: it is whole and sure.
  ReadQuestion take(const Question& question, const AnswerContext& context) const;

 private:
  const Understander& understander_;
};

}  // namespace cameramonit::chat
