#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "common/base/status.h"
#include "server/eval/questions/question_score.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

absl::StatusOr<nlohmann::json> measure(const std::string& path) {
  std::ifstream in(path);
  if (!in) return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The questions cannot be read.");
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto understander, chat::Understander::load());
  CAMERAMONIT_ASSIGN_OR_RETURN(const QuestionScore score, scoreQuestions(in, *understander));
  return score.toJson();
}

}  // namespace

void addQuestionsVerb(CLI::App& app, VerbAction& chosen) {
  CLI::App* verb = app.add_subcommand("questions", "Understands typed questions and compares with what was expected");
  const auto path = std::make_shared<std::string>();
  verb->add_option("file", *path, "Questions, a JSON object a line")->required();
  verb->callback([path, &chosen] { chosen = [path] { return measure(*path); }; });
}

}  // namespace cameramonit::eval
