#pragma once

#include <istream>
#include <map>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <nlohmann/json.hpp>

#include "server/chat/understand/understander.h"

namespace cameramonit::eval {

/// How many questions and fields of a group were understood.
struct QuestionTally {
  int questions = 0;
  int questionsRight = 0;
  int fields = 0;
  int fieldsRight = 0;
};

/// A question that was not understood whole.
struct WrongQuestion {
  std::string id;
  std::string text;
  nlohmann::json fields;  ///< field -> {"expected", "accepted", "got"}
};

/// What a file of questions with expected meanings shows. The form of a line and the conventions behind the
/// expectations: tests/data/questions/README.md.
struct QuestionScore {
  QuestionTally all;
  std::map<std::string, QuestionTally> byIntent;
  std::map<std::string, QuestionTally> byLanguage;
  std::map<std::string, QuestionTally> byField;
  std::vector<WrongQuestion> wrong;
  double seconds = 0;  ///< spent understanding

  nlohmann::json toJson() const;
};

/// Scores the lines of `in`, each a JSON object {id, lang, text, expected, accept?, context?}, field by field, asked on
/// Monday 23 November 2026, 15:30, in Warsaw, by someone who knows the eleven cameras of the conventions.
/// Errors: FIELD_INVALID naming the line that can't be read.
absl::StatusOr<QuestionScore> scoreQuestions(std::istream& in, const chat::Understander& understander);

}  // namespace cameramonit::eval
