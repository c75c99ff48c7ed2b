#pragma once

#include <span>
#include <string>
#include <string_view>

#include "analyzer/narrate/facts.h"
#include "common/text/words.h"

namespace cameramonit::narrate {

/// Who a sentence is about, ready to be its subject.
struct NounPhrase {
  std::string text;            ///< "prawdopodobnie czerwony samochód"
  text::Agreement agreement;   ///< what verbs agree with
  std::string manner = "any";  ///< how it moves: "walk", "run", "drive", "ride", "fly", "sail", "any"
};

/// How much of it is said.
enum class Detail {
  kFull,   ///< colours above and below, what is carried
  kBrief,  ///< the one colour that tells it apart
};

/// Whether it is spoken of for the first time; languages without articles don't care.
enum class Mention { kFirst, kAgain };

/// Builds the noun phrases of one language. Says no more than the features hold: a colour that is not sure is left
/// out, a class that is not sure is called probable. Immutable; thread-safe.
class NounPhrases {
 public:
  /// Borrows both: `words` are the language's nouns and adjectives, `sentences` its phrases.
  NounPhrases(const text::Words& words, const text::Words& sentences) : words_(words), sentences_(sentences) {}

  NounPhrase of(const Subject& subject, Detail detail, Mention mention) const;

  /// A thing as the object of a verb: "plecak", "the backpack".
  std::string asObject(const Subject& subject) const;

  /// "a, b i c".
  std::string list(std::span<const std::string> items) const;

 private:
  NounPhrase named(const Subject& subject) const;
  NounPhrase classed(const Subject& subject, Detail detail, Mention mention) const;
  std::string look(const Subject& subject, Detail detail) const;
  std::string carried(const Subject& subject) const;
  std::string withArticle(const std::string& noun, Mention mention) const;
  std::string doubted(const std::string& who, float confidence) const;
  std::string fill(std::string_view phrase, const Subject& subject) const;
  bool has(std::string_view phrase) const { return sentences_.phrase(phrase) != phrase; }

  const text::Words& words_;
  const text::Words& sentences_;
};

/// How something of this class moves: "drive" for a car, "any" for what does not move by itself. Reentrant.
std::string_view mannerOf(std::string_view objectClass);

}  // namespace cameramonit::narrate
