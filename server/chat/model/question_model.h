#pragma once

#include <optional>
#include <string>

#include "server/chat/understand/context.h"

namespace cameramonit::chat {

/// Proposes a meaning for a text that the grammar is not sure of. It only reads: nothing that is typed, and nothing a
/// model replies, can do more than become a Question. Implementations are thread-safe.
class QuestionModel {
 public:
  virtual ~QuestionModel() = default;

  /// What `text`, asked in `project`, may mean. Nothing: there is no proposal worth having, for whatever reason; the
  /// plain reading stands. Returns within the model's time limit.
  virtual std::optional<Question> propose(const std::string& text, const std::string& project,
                                          const Context& context) = 0;
};

}  // namespace cameramonit::chat
