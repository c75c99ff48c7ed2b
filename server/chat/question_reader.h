#pragma once

#include <optional>
#include <string>

#include "cameramonit/chat/v1/question.pb.h"
#include "server/chat/answer/answer.h"
#include "server/chat/model/question_model.h"
#include "server/chat/understand/question.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// A question with everything that is shown of how it was understood.
struct ReadQuestion {
  Question question;
  v1::Understanding shown;
  std::optional<StandingCommand> command;
  /// The standing question asked just before, which this one changes: "only at night".
  std::optional<Question> changes;
};

/// Reads what people type into questions, and says how. Thread-safe.
class QuestionReader {
 public:
  /// How much may be done to understand.
  enum class Effort {
    kPlain,  ///< the grammar alone: milliseconds
    kModel,  ///< the language model, too, if there is one and the grammar is not sure
  };

  /// Borrows `understander`, and `model` unless that is null.
  explicit QuestionReader(const Understander& understander, QuestionModel* model = nullptr)
      : understander_(understander), model_(model) {}

  /// Reads `text` as asked in `context`; `previous` is what was asked before. Never fails: what means nothing is help
  /// with a low confidence.
  ReadQuestion read(const std::string& text, const AnswerContext& context, const std::optional<Question>& previous,
                    Effort effort = Effort::kPlain) const;

  /// Takes a question as edited by chips: it is whole and sure.
  ReadQuestion take(const Question& question, const AnswerContext& context,
                    const std::optional<Question>& previous = std::nullopt) const;

  /// A question in words without its intent: "ludzie, brama, codziennie 22:00–5:00"; empty for any event at any time.
  type::v1::LocalizedText inWords(const Question& question, const AnswerContext& context) const;

  const Understander& understander() const { return understander_; }

 private:
  ReadQuestion shown(Question question, const AnswerContext& context, double confidence) const;
  /// Replaces an unsure reading by the model's proposal, if it has one.
  void consult(const std::string& text, const AnswerContext& context, const Context& asked, ReadQuestion& read) const;

  const Understander& understander_;
  QuestionModel* const model_;
};

}  // namespace cameramonit::chat
