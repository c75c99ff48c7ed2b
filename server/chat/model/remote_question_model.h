#pragma once

#include <set>
#include <string>

#include "common/log/logger.h"
#include "server/chat/model/http_endpoint.h"
#include "server/chat/model/model_budget.h"
#include "server/chat/model/question_model.h"
#include "server/chat/understand/understander.h"

namespace cameramonit::chat {

/// A language model behind an OpenAI-compatible endpoint. Thread-safe.
class RemoteQuestionModel final : public QuestionModel {
 public:
  struct Options {
    HttpEndpoint::Options endpoint;  ///< url: …/v1/chat/completions
    std::string model;               ///< its name there
    std::set<std::string> projects;  ///< that use it: "projects/a"; "*": all
    int callsPerDay = 200;
  };

  /// Borrows all of the references.
  RemoteQuestionModel(Options options, const Understander& understander, ChatStateTable& states,
                      const base::Clock& clock, log::Logger& log);

  std::optional<Question> propose(const std::string& text, const std::string& project, const Context& context) override;

 private:
  const Options options_;
  const Understander& understander_;
  log::Logger& log_;
  const HttpEndpoint endpoint_;
  ModelBudget budget_;
};

}  // namespace cameramonit::chat
