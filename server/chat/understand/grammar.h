#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include "server/chat/understand/vocabulary.h"

namespace cameramonit::chat {

/// A phrase found in a text.
struct Match {
  int category = -1;
  int meaning = -1;         ///< index for Grammar::meaningName
  std::vector<int> tokens;  ///< those it consumed, ascending, never empty; context is not among them
  int typos = 0;            ///< tokens that were read as the nearest known word
  std::vector<int> parts;   ///< what filled the slots, in order: an index into Chart::matches, or ~token
  int end() const { return tokens.back() + 1; }
};

/// All phrases found in a text, of every category.
struct Chart {
  std::vector<Match> matches;
  std::vector<std::vector<std::vector<int>>> starting;  ///< [category][token] -> matches that begin there
};

/// The phrases of one language. A phrase is a row of words ("daj|dajcie znać"), each a form, a beginning ("samochod*"),
/// an ending ("*ed") or a dictionary form ("~brama"); slots filled by other categories ("<unit>") or by numbers
/// ("<int>", "<hour>", "<day_number>", "<year>", "<clock>", "<date>"); "[…]" may be left out; "(…)" must stand there
/// but is not consumed; "*" is any word (never consumed),
/// "^" the start of a clause and "$" the end of the text (also as an alternative: "today|$"). Immutable after
/// compile(); thread-safe.
class Grammar {
 public:
  explicit Grammar(Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// Declares phrases that mean `meaning` in `category`. Errors: SETTING_INVALID naming the phrase.
  absl::Status add(const std::string& category, const std::string& meaning, const std::vector<std::string>& phrases);

  /// Orders the categories so that slots come before what uses them. Errors: SETTING_INVALID for an unknown category or
  /// one that contains itself.
  absl::Status compile();

  /// Finds every phrase. Linear in the number of tokens: a phrase has a bounded length.
  Chart parse(const std::vector<Token>& tokens, const std::vector<Reading>& readings) const;

  int categoryIndex(std::string_view name) const;  ///< -1: there is none
  const std::string& categoryName(int category) const { return categories_[static_cast<std::size_t>(category)].name; }
  /// What phrases of a category can mean; empty: there is no such category.
  std::vector<std::string> meanings(std::string_view category) const;
  const std::string& meaningName(int meaning) const { return meanings_[static_cast<std::size_t>(meaning)]; }

 private:
  enum class Kind { kWords, kAnyWord, kSlot, kInt, kHour, kMonthDay, kYear, kClock, kDate, kStart, kEnd };
  struct Element {
    Kind kind = Kind::kWords;
    std::vector<WordId> words;
    std::string slot;
    int category = -1;
    bool context = false;
    bool orEnd = false;  ///< the end of the text will do too
  };
  struct Pattern {
    int meaning = 0;
    std::vector<Element> elements;
  };
  struct Category {
    std::string name;
    std::vector<Pattern> patterns;
    absl::flat_hash_map<WordId, std::vector<int>> byFirstWord;
    std::vector<int> others;  ///< patterns that begin with a slot, a number or an anchor
  };
  struct Input;
  struct Attempt;

  absl::StatusOr<Pattern> parsePattern(const std::string& phrase);
  absl::StatusOr<Element> parseElement(std::string_view text, bool context);
  absl::Status order(int category, std::vector<int>& state);
  void step(const Input& input, Attempt& attempt, std::size_t element, int at, Chart& chart) const;
  static void finish(const Attempt& attempt, Chart& chart);
  static void markStarts(int filler, const Chart& chart, Input& input);
  bool fits(const Input& input, const Element& element, int at) const;

  Vocabulary& vocabulary_;
  std::vector<Category> categories_;
  absl::flat_hash_map<std::string, int> categoryIndex_;
  std::vector<std::string> meanings_;
  absl::flat_hash_map<std::string, int> meaningIndex_;
  std::vector<int> order_;
};

}  // namespace cameramonit::chat
