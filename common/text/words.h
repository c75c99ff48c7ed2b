#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "common/text/plural_rules.h"

namespace cameramonit::text {

/// What a verb or an adjective agrees with: "m1" (men), "m2" (animals), "m3" (things), "f", "n", or "pl" where several
/// are spoken of. Languages without genders ignore it.
using Agreement = std::string;

/// The word forms of one language: nouns, adjectives and verbs, how they are counted, and number words. All of it is
/// data (common/text/words/LANGUAGE.toml), so a language is added without code. Keys are English: COCO class names
/// ("person", "traffic light"), groups ("vehicle"), units ("minute"), colours ("red"), event kinds ("appeared").
/// An unknown key gives the key itself, never an empty string. Immutable; thread-safe.
class Words {
 public:
  /// Errors: SETTING_INVALID naming the place that can't be read.
  static absl::StatusOr<Words> parse(std::string_view toml);

  /// "pl", "en", …
  const std::string& language() const { return language_; }

  PluralCategory plural(std::int64_t count) const { return plurals_.of(count); }
  const PluralRules& plurals() const { return plurals_; }

  bool hasNoun(std::string_view key) const { return nouns_.contains(key); }
  /// "m1", "m2", "m3", "f" or "n"; empty where the language has no genders.
  std::string gender(std::string_view noun) const;

  /// One form of a noun. `grammaticalCase` is "nom", "gen", "dat", "acc", "ins" or "loc"; a case that the language
  /// lacks falls back to "nom". noun("person", "acc") = "osobę"; noun("person", "nom", true) = "osoby".
  std::string noun(std::string_view key, std::string_view grammaticalCase = "nom", bool several = false) const;

  /// Every form of a noun, without repetition.
  std::vector<std::string> nounForms(std::string_view key) const;

  /// The form of a noun that stands after `count`: countForm("person", 5) = "osób".
  std::string countForm(std::string_view key, std::int64_t count, std::string_view grammaticalCase = "nom") const;
  /// The same after a number as it is written: countFormWritten("person", "1,5") = "osoby".
  std::string countFormWritten(std::string_view key, std::string_view digits) const;

  /// "5 osób", "1 car".
  std::string counted(std::string_view noun, std::int64_t count, std::string_view grammaticalCase = "nom") const;
  /// "pięć osób", "dwie osoby", "one car"; digits where the language's number words end (after twelve).
  std::string countedInWords(std::string_view noun, std::int64_t count, std::string_view grammaticalCase = "nom") const;
  /// "dwie" for 2 and "f"; digits where number words end.
  std::string numberWord(std::int64_t count, std::string_view gender, std::string_view grammaticalCase = "nom") const;

  /// What a verb agrees with when `count` of `noun` is its subject: 1 osoba → "f", 2 osoby → "pl", 5 osób → "n".
  Agreement agreement(std::string_view noun, std::int64_t count = 1) const;

  bool hasAdjective(std::string_view key) const { return adjectives_.contains(key); }
  /// adjective("red", "f", "acc") = "czerwoną".
  std::string adjective(std::string_view key, std::string_view agreement = "m3",
                        std::string_view grammaticalCase = "nom") const;
  /// The form that stands between `count` and `noun`: countAdjective("red", "person", 5) = "czerwonych".
  std::string countAdjective(std::string_view key, std::string_view noun, std::int64_t count,
                             std::string_view grammaticalCase = "nom") const;
  /// Every form of an adjective, without repetition.
  std::vector<std::string> adjectiveForms(std::string_view key) const;

  /// Past tense: verb("appeared", "f") = "pojawiła się".
  std::string verb(std::string_view key, std::string_view agreement = "m3") const;

  /// A fixed phrase, e.g. phrase("yesterday") = "wczoraj".
  std::string phrase(std::string_view key) const;

 private:
  /// agreement or "singular"/"plural" -> forms in the order of cases_.
  using Forms = std::map<std::string, std::vector<std::string>, std::less<>>;
  struct Noun {
    std::string gender;
    Forms forms;
  };
  /// Where the form after a counted number is found: "plural" + "gen".
  struct CountForm {
    std::string number;
    std::string grammaticalCase;
  };

  friend class WordsReader;

  const std::string* pick(const Forms& forms, std::string_view agreement, std::string_view grammaticalCase) const;
  CountForm countForm(PluralCategory category, std::string_view grammaticalCase) const;

  std::string language_;
  PluralRules plurals_;
  std::vector<std::string> cases_;
  /// "nom" -> form per category.
  std::map<std::string, std::array<CountForm, kPluralCategories>, std::less<>> counting_;
  /// What a verb agrees with per category; empty: the noun's own gender.
  std::array<Agreement, kPluralCategories> agreement_;
  Forms numbers_;  ///< "f" or "f.acc" -> words from 0 on
  std::map<std::string, Noun, std::less<>> nouns_;
  std::map<std::string, Forms, std::less<>> adjectives_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> verbs_;
  std::map<std::string, std::string, std::less<>> phrases_;
};

/// The languages that the product ships words of, in the order of their codes. Thread-safe.
std::vector<std::string> wordLanguages();

/// The shipped words of a language; English where `language` is not shipped. Loaded once. Thread-safe.
const Words& words(std::string_view language);

}  // namespace cameramonit::text
