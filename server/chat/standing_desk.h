#pragma once

#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "server/chat/answer/answer.h"
#include "server/chat/question_reader.h"
#include "server/chat/table/standing_question_table.h"

namespace cameramonit::chat {

/// What is said about standing questions, done: made, changed, listed, paused, resumed, removed. Only the asker's own
/// are ever touched. Thread-safe.
class StandingDesk {
 public:
  /// Borrows both.
  StandingDesk(StandingQuestionTable& standing, const QuestionReader& reader) : standing_(standing), reader_(reader) {}

  /// Makes the question a standing one, or changes the one that it was said of, and says so. What is told already is
  /// not told twice. `seed` stands for the turn that is answered: what is made for it is made once.
  absl::StatusOr<Answer> keep(const std::string& user, const std::string& text, const ReadQuestion& read,
                              const AnswerContext& context, const std::string& seed) const;

  /// Carries out a command on the asker's standing questions that `read` means: of its object, event and cameras,
  /// without any of them those of this chat's camera.
  absl::StatusOr<Answer> obey(const std::string& user, const ReadQuestion& read, const AnswerContext& context) const;

 private:
  absl::StatusOr<std::optional<v1::StandingQuestion>> changedBy(const std::string& user, const ReadQuestion& read,
                                                                const AnswerContext& context) const;
  type::v1::LocalizedText inWords(const v1::Question& question, const AnswerContext& context) const;

  StandingQuestionTable& standing_;
  const QuestionReader& reader_;
};

}  // namespace cameramonit::chat
