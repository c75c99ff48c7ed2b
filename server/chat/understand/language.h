#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>

#include "server/chat/understand/dictionary.h"
#include "server/chat/understand/grammar.h"
#include "server/chat/understand/vocabulary.h"

namespace cameramonit::chat {

/// One language that questions are understood in: lexicon/LANGUAGE.toml made ready. Adding a language is adding a file;
/// docs/design/understanding.md lists the categories and meanings. Immutable; thread-safe.
class Language {
 public:
  /// `dictionaryFolder` holds the hunspell dictionaries; one that is missing is done without.
  /// Errors: SETTING_INVALID naming what can't be read.
  static absl::StatusOr<std::unique_ptr<Language>> load(std::string_view toml, const std::string& dictionaryFolder);

  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;

  const std::string& code() const { return code_; }
  const Vocabulary& vocabulary() const { return *vocabulary_; }
  const Dictionary& dictionary() const { return *dictionary_; }
  const Grammar& grammar() const { return *grammar_; }
  /// "11/10" is 10 November.
  bool monthFirst() const { return monthFirst_; }
  /// Hours that mean the afternoon when said bare: "after six". {0, 0}: none.
  std::pair<int, int> afternoonHours() const { return afternoonHours_; }
  /// A phrase of the chips; the key itself where it is missing.
  std::string chip(std::string_view key) const;

 private:
  Language() = default;

  std::string code_;
  std::unique_ptr<Vocabulary> vocabulary_;
  std::unique_ptr<Dictionary> dictionary_;
  std::unique_ptr<Grammar> grammar_;
  bool monthFirst_ = false;
  std::pair<int, int> afternoonHours_{0, 0};
  std::map<std::string, std::string, std::less<>> chips_;

  friend class LanguageReader;
};

}  // namespace cameramonit::chat
