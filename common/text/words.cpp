#include "common/text/words.h"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <utility>

#include <absl/strings/str_cat.h>

#include "common/text/words_reader.h"

namespace cameramonit::text {

// Compiled in from words/*.toml.
std::span<const std::pair<std::string_view, std::string_view>> wordFiles();

namespace {

template <typename Map>
const typename Map::mapped_type* find(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

// "m3" -> "m"; genders may be told apart more finely than a form cares for.
std::string_view coarse(std::string_view agreement) {
  return agreement.empty() ? agreement : agreement.substr(0, agreement == "pl" ? 2 : 1);
}

void addDistinct(const std::vector<std::string>& forms, std::vector<std::string>& result) {
  for (const std::string& form : forms) {
    if (std::find(result.begin(), result.end(), form) == result.end()) result.push_back(form);
  }
}

}  // namespace

absl::StatusOr<Words> Words::parse(std::string_view toml) {
  return WordsReader().read(toml);
}

const std::string* Words::pick(const Forms& forms, std::string_view agreement, std::string_view grammaticalCase) const {
  const std::vector<std::string>* row = find(forms, agreement);
  if (row == nullptr) row = find(forms, coarse(agreement));
  if (row == nullptr) row = find(forms, "any");
  if (row == nullptr || row->empty()) return nullptr;
  const auto position =
      static_cast<std::size_t>(std::find(cases_.begin(), cases_.end(), grammaticalCase) - cases_.begin());
  return position < row->size() ? &(*row)[position] : &row->front();
}

std::string Words::gender(std::string_view noun) const {
  const Noun* found = find(nouns_, noun);
  return found == nullptr ? std::string() : found->gender;
}

std::string Words::noun(std::string_view key, std::string_view grammaticalCase, bool several) const {
  const Noun* found = find(nouns_, key);
  if (found == nullptr) return std::string(key);
  return *pick(found->forms, several ? "plural" : "singular", grammaticalCase);
}

std::vector<std::string> Words::nounForms(std::string_view key) const {
  std::vector<std::string> result;
  if (const Noun* found = find(nouns_, key)) {
    for (const auto& [number, forms] : found->forms) addDistinct(forms, result);
  }
  return result;
}

Words::CountForm Words::countForm(PluralCategory category, std::string_view grammaticalCase) const {
  const auto* row = find(counting_, grammaticalCase);
  if (row == nullptr) row = find(counting_, "nom");
  if (row == nullptr) return {category == PluralCategory::kOne ? "singular" : "plural", std::string(grammaticalCase)};
  const CountForm& form = (*row)[static_cast<std::size_t>(category)];
  return form.number.empty() ? (*row)[static_cast<std::size_t>(PluralCategory::kOther)] : form;
}

std::string Words::countForm(std::string_view key, std::int64_t count, std::string_view grammaticalCase) const {
  const CountForm form = countForm(plurals_.of(count), grammaticalCase);
  return noun(key, form.grammaticalCase, form.number == "plural");
}

std::string Words::countFormWritten(std::string_view key, std::string_view digits) const {
  const CountForm form = countForm(plurals_.ofWritten(digits), "nom");
  return noun(key, form.grammaticalCase, form.number == "plural");
}

std::string Words::counted(std::string_view noun, std::int64_t count, std::string_view grammaticalCase) const {
  return absl::StrCat(count, " ", countForm(noun, count, grammaticalCase));
}

std::string Words::countedInWords(std::string_view noun, std::int64_t count, std::string_view grammaticalCase) const {
  return absl::StrCat(numberWord(count, gender(noun), grammaticalCase), " ", countForm(noun, count, grammaticalCase));
}

std::string Words::numberWord(std::int64_t count, std::string_view gender, std::string_view grammaticalCase) const {
  const std::vector<std::string>* row = nullptr;
  const std::string inCase(grammaticalCase);
  for (const std::string& key :
       {absl::StrCat(std::string(gender), ".", inCase), std::string(gender),
        absl::StrCat(std::string(coarse(gender)), ".", inCase), std::string(coarse(gender)), std::string("any")}) {
    row = find(numbers_, key);
    if (row != nullptr && count >= 0 && static_cast<std::uint64_t>(count) < row->size() &&
        !(*row)[static_cast<std::size_t>(count)].empty())
      return (*row)[static_cast<std::size_t>(count)];
  }
  return std::to_string(count);
}

Agreement Words::agreement(std::string_view noun, std::int64_t count) const {
  const Agreement& byCount = agreement_[static_cast<std::size_t>(plurals_.of(count))];
  return byCount.empty() ? gender(noun) : byCount;
}

std::string Words::adjective(std::string_view key, std::string_view agreement, std::string_view grammaticalCase) const {
  const Forms* forms = find(adjectives_, key);
  const std::string* form = forms == nullptr ? nullptr : pick(*forms, agreement, grammaticalCase);
  return form == nullptr ? std::string(key) : *form;
}

std::string Words::countAdjective(std::string_view key, std::string_view noun, std::int64_t count,
                                  std::string_view grammaticalCase) const {
  const CountForm form = countForm(plurals_.of(count), grammaticalCase);
  return adjective(key, form.number == "plural" ? std::string("pl") : gender(noun), form.grammaticalCase);
}

std::vector<std::string> Words::adjectiveForms(std::string_view key) const {
  std::vector<std::string> result;
  if (const Forms* forms = find(adjectives_, key)) {
    for (const auto& [agreement, row] : *forms) addDistinct(row, result);
  }
  return result;
}

std::string Words::verb(std::string_view key, std::string_view agreement) const {
  const auto* forms = find(verbs_, key);
  if (forms == nullptr) return std::string(key);
  for (std::string_view wanted : {agreement, coarse(agreement), std::string_view("any")}) {
    if (const std::string* form = find(*forms, wanted)) return *form;
  }
  return forms->begin()->second;
}

std::string Words::phrase(std::string_view key) const {
  const std::string* found = find(phrases_, key);
  return found == nullptr ? std::string(key) : *found;
}

namespace {

const std::map<std::string, Words, std::less<>>& shippedWords() {
  static const auto* const kShipped = [] {
    auto* all = new std::map<std::string, Words, std::less<>>;
    for (const auto& [file, contents] : wordFiles()) {
      absl::StatusOr<Words> words = Words::parse(contents);
      // A shipped file is part of the program: a build whose own words can't be read must not start.
      if (!words.ok()) std::abort();
      const std::string language = words->language();
      all->emplace(language, *std::move(words));
    }
    return all;
  }();
  return *kShipped;
}

}  // namespace

std::vector<std::string> wordLanguages() {
  std::vector<std::string> result;
  for (const auto& [language, words] : shippedWords()) result.push_back(language);
  return result;
}

const Words& words(std::string_view language) {
  const Words* found = find(shippedWords(), language);
  return found == nullptr ? shippedWords().at("en") : *found;
}

}  // namespace cameramonit::text
