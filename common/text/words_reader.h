#pragma once

#include <toml++/toml.h>

#include "common/text/words.h"

namespace cameramonit::text {

/// Reads words/LANGUAGE.toml into Words. Used once per file; thread-bound.
class WordsReader {
 public:
  absl::StatusOr<Words> read(std::string_view toml);

 private:
  absl::Status readGrammar(const toml::table& root);
  absl::Status readCounting(const toml::table& counting);
  absl::Status readParadigms(const toml::table& root);
  absl::Status readNouns(const toml::table& nouns);
  absl::Status readAdjectives(const toml::table& adjectives);
  absl::Status readVerbs(const toml::table& verbs);
  absl::Status readPhrases(const toml::table& phrases);
  absl::StatusOr<std::vector<std::string>> strings(const toml::node* node, std::string_view place) const;

  Words words_;
  std::map<std::string, Words::Forms, std::less<>> paradigms_;  ///< endings
};

}  // namespace cameramonit::text
