#include "common/text/words_reader.h"

#include <sstream>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"

namespace cameramonit::text {
namespace {

absl::Status wrong(std::string_view place, std::string_view expected) {
  return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID, "A file of words can't be read.",
                               {{"place", std::string(place)}, {"expected", std::string(expected)}});
}

std::string text(std::string_view view) {
  return std::string(view);
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WordsReader::strings(const toml::node* node, std::string_view place) const {
  const toml::array* array = node == nullptr ? nullptr : node->as_array();
  if (array == nullptr) return wrong(place, "a list of words");
  std::vector<std::string> result;
  for (const toml::node& element : *array) {
    const auto word = element.value<std::string>();
    if (!word) return wrong(place, "a list of words");
    result.push_back(*word);
  }
  return result;
}

absl::Status WordsReader::readCounting(const toml::table& counting) {
  for (const auto& [grammaticalCase, node] : counting) {
    auto& forms = words_.counting_[text(grammaticalCase.str())];
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong("counting", "a table per case");
    for (const auto& [key, value] : *table) {
      const auto category = pluralCategory(key.str());
      const std::vector<std::string> path = absl::StrSplit(value.value_or(std::string()), '.');
      if (!category || path.size() != 2) return wrong("counting", "category = \"number.case\"");
      forms[static_cast<std::size_t>(*category)] = {path[0], path[1]};
    }
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readGrammar(const toml::table& root) {
  words_.language_ = root["language"].value_or(std::string());
  if (words_.language_.empty()) return wrong("language", "the language's code");
  CAMERAMONIT_ASSIGN_OR_RETURN(words_.cases_, strings(root["cases"].node(), "cases"));
  if (const toml::table* plural = root["plural"].as_table()) {
    for (const auto& [key, value] : *plural) {
      const auto category = pluralCategory(key.str());
      if (!category || !value.is_string()) return wrong("plural", "a CLDR category = \"rule\"");
      CAMERAMONIT_RETURN_IF_ERROR(words_.plurals_.add(*category, value.value_or(std::string())));
    }
  }
  if (const toml::table* counting = root["counting"].as_table()) {
    CAMERAMONIT_RETURN_IF_ERROR(readCounting(*counting));
  }
  if (const toml::table* agreement = root["agreement"].as_table()) {
    for (const auto& [key, value] : *agreement) {
      const auto category = pluralCategory(key.str());
      if (!category) return wrong("agreement", "a CLDR category");
      words_.agreement_[static_cast<std::size_t>(*category)] = value.value_or(std::string());
    }
  }
  if (const toml::table* numbers = root["numbers"].as_table()) {
    for (const auto& [key, value] : *numbers) {
      CAMERAMONIT_ASSIGN_OR_RETURN(words_.numbers_[text(key.str())], strings(&value, "numbers"));
    }
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readParadigms(const toml::table& root) {
  const toml::table* paradigms = root["paradigms"].as_table();
  if (paradigms == nullptr) return absl::OkStatus();
  for (const auto& [name, node] : *paradigms) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong("paradigms", "a table per paradigm");
    for (const auto& [agreement, endings] : *table) {
      CAMERAMONIT_ASSIGN_OR_RETURN(paradigms_[text(name.str())][text(agreement.str())], strings(&endings, "paradigms"));
    }
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readNouns(const toml::table& nouns) {
  for (const auto& [key, node] : nouns) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(absl::StrCat("nouns.", text(key.str())), "gender, singular, plural");
    Words::Noun& noun = words_.nouns_[text(key.str())];
    noun.gender = (*table)["gender"].value_or(std::string());
    for (const char* number : {"singular", "plural"}) {
      CAMERAMONIT_ASSIGN_OR_RETURN(noun.forms[number], strings((*table)[number].node(), key.str()));
      if (noun.forms[number].empty()) return wrong(key.str(), "at least one form");
    }
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readAdjectives(const toml::table& adjectives) {
  for (const auto& [key, node] : adjectives) {
    Words::Forms& forms = words_.adjectives_[text(key.str())];
    if (const auto plain = node.value<std::string>()) {
      forms["any"] = {*plain};
      continue;
    }
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(key.str(), "a word, or stem and paradigm");
    const auto paradigm = paradigms_.find((*table)["paradigm"].value_or(std::string()));
    const std::string stem = (*table)["stem"].value_or(std::string());
    if (paradigm == paradigms_.end() || stem.empty()) return wrong(key.str(), "a known paradigm and a stem");
    for (const auto& [agreement, endings] : paradigm->second) {
      for (const std::string& ending : endings) forms[agreement].push_back(stem + ending);
    }
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readVerbs(const toml::table& verbs) {
  for (const auto& [key, node] : verbs) {
    auto& forms = words_.verbs_[text(key.str())];
    if (const auto plain = node.value<std::string>()) {
      forms["any"] = *plain;
      continue;
    }
    const toml::table* table = node.as_table();
    if (table == nullptr) return wrong(key.str(), "a verb, or a form per gender");
    for (const auto& [agreement, form] : *table) forms[text(agreement.str())] = form.value_or(std::string());
  }
  return absl::OkStatus();
}

absl::Status WordsReader::readPhrases(const toml::table& phrases) {
  for (const auto& [key, node] : phrases) {
    const auto phrase = node.value<std::string>();
    if (!phrase) return wrong(key.str(), "a phrase");
    words_.phrases_[text(key.str())] = *phrase;
  }
  return absl::OkStatus();
}

absl::StatusOr<Words> WordsReader::read(std::string_view toml) {
  toml::table root;
  try {
    root = toml::parse(toml);
  } catch (const toml::parse_error& error) {
    std::ostringstream place;
    place << error.source().begin;
    return wrong(place.str(), error.description());
  }
  CAMERAMONIT_RETURN_IF_ERROR(readGrammar(root));
  CAMERAMONIT_RETURN_IF_ERROR(readParadigms(root));
  static const toml::table kNone;
  const auto section = [&root](const char* name) -> const toml::table& {
    const toml::table* table = root[name].as_table();
    return table == nullptr ? kNone : *table;
  };
  CAMERAMONIT_RETURN_IF_ERROR(readNouns(section("nouns")));
  CAMERAMONIT_RETURN_IF_ERROR(readAdjectives(section("adjectives")));
  CAMERAMONIT_RETURN_IF_ERROR(readVerbs(section("verbs")));
  CAMERAMONIT_RETURN_IF_ERROR(readPhrases(section("phrases")));
  return std::move(words_);
}

}  // namespace cameramonit::text
