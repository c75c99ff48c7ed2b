#include "server/chat/understand/language.h"

#include <sstream>

#include <toml++/toml.h>

#include "common/base/status.h"
#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

absl::Status wrong(std::string_view place, std::string_view expected) {
  return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID, "A lexicon can't be read.",
                               {{"place", std::string(place)}, {"expected", std::string(expected)}});
}

absl::StatusOr<std::vector<std::string>> strings(const toml::node& node, std::string_view place) {
  std::vector<std::string> result;
  if (const auto single = node.value<std::string>()) {
    result.push_back(*single);
    return result;
  }
  const toml::array* array = node.as_array();
  if (array == nullptr) return wrong(place, "a phrase or a list of phrases");
  for (const toml::node& element : *array) {
    const auto text = element.value<std::string>();
    if (!text) return wrong(place, "a list of phrases");
    result.push_back(*text);
  }
  return result;
}

}  // namespace

/// Reads one lexicon file. Used once; thread-bound.
class LanguageReader {
 public:
  absl::StatusOr<std::unique_ptr<Language>> read(std::string_view toml, const std::string& dictionaryFolder) {
    toml::table root;
    try {
      root = toml::parse(toml);
    } catch (const toml::parse_error& error) {
      std::ostringstream place;
      place << error.source().begin;
      return wrong(place.str(), error.description());
    }
    language_->code_ = root["language"].value_or(std::string());
    if (language_->code_.empty()) return wrong("language", "the language's code");
    language_->monthFirst_ = root["month_first"].value_or(false);
    if (const toml::array* hours = root["afternoon_hours"].as_array(); hours != nullptr && hours->size() == 2)
      language_->afternoonHours_ = {(*hours)[0].value_or(0), (*hours)[1].value_or(0)};
    CAMERAMONIT_RETURN_IF_ERROR(readAlike(root));
    language_->dictionary_ = std::make_unique<Dictionary>(dictionaryFolder, root["dictionary"].value_or(std::string()));
    language_->grammar_ = std::make_unique<Grammar>(*language_->vocabulary_);
    CAMERAMONIT_RETURN_IF_ERROR(readPhrases(root));
    if (const toml::table* chips = root["chips"].as_table()) {
      for (const auto& [key, value] : *chips) language_->chips_[std::string(key.str())] = value.value_or(std::string());
    }
    return std::move(language_);
  }

 private:
  absl::Status readAlike(const toml::table& root) {
    std::vector<std::pair<std::string, std::string>> alike;
    if (const toml::array* pairs = root["alike"].as_array()) {
      for (const toml::node& pair : *pairs) {
        CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> both, strings(pair, "alike"));
        if (both.size() != 2) return wrong("alike", "pairs of spellings");
        alike.emplace_back(fold(both[0]), fold(both[1]));
      }
    }
    language_->vocabulary_ = std::make_unique<Vocabulary>(std::move(alike));
    return absl::OkStatus();
  }

  absl::Status readPhrases(const toml::table& root) {
    const toml::table* categories = root["phrases"].as_table();
    if (categories == nullptr) return wrong("phrases", "a table per category");
    for (const auto& [category, node] : *categories) {
      const toml::table* meanings = node.as_table();
      if (meanings == nullptr) return wrong(category.str(), "meaning = phrases");
      for (const auto& [meaning, phrases] : *meanings) {
        CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<std::string> list, strings(phrases, meaning.str()));
        CAMERAMONIT_RETURN_IF_ERROR(
            language_->grammar_->add(std::string(category.str()), std::string(meaning.str()), list));
      }
    }
    return language_->grammar_->compile();
  }

  std::unique_ptr<Language> language_ = std::unique_ptr<Language>(new Language());
};

absl::StatusOr<std::unique_ptr<Language>> Language::load(std::string_view toml, const std::string& dictionaryFolder) {
  return LanguageReader().read(toml, dictionaryFolder);
}

std::string Language::chip(std::string_view key) const {
  const auto found = chips_.find(key);
  return found == chips_.end() ? std::string(key) : found->second;
}

}  // namespace cameramonit::chat
