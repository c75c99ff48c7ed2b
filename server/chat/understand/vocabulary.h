#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "server/chat/understand/dictionary.h"
#include "server/chat/understand/tokenizer.h"

namespace cameramonit::chat {

/// One word of a lexicon, as a pattern asks for it.
using WordId = std::int32_t;

/// How a token was recognised.
enum class Recognition { kUnknown, kExact, kStem, kTypo };

/// Which words of the lexicon a token may be.
struct Reading {
  std::vector<WordId> words;  ///< sorted
  Recognition recognition = Recognition::kUnknown;
  bool right = false;              ///< a word of the language, by its dictionary
  std::vector<std::string> stems;  ///< its dictionary forms, folded
};

/// Every word that the patterns of one language use, and how a typed word finds them: as it is ("pies"), by its
/// beginning ("samochod*"), by its ending ("*ed"), by its dictionary form ("~brama"), or as the nearest one when it is
/// spelt wrong. Filled once, then immutable; thread-safe after that.
class Vocabulary {
 public:
  /// Pairs of spellings that people mix up, folded: {"rz", "z"}, {"ch", "h"}.
  explicit Vocabulary(std::vector<std::pair<std::string, std::string>> alike) : alike_(std::move(alike)) {}

  /// Adds a word of a pattern: folded, with '*' or '~' as above. The same word gives the same id.
  WordId add(std::string_view pattern);

  /// The words that a token may be. `corrections` bounds how many more misspelt tokens are looked up (each costs one
  /// pass over the vocabulary) and is counted down.
  Reading read(const Token& token, const Dictionary& dictionary, int& corrections) const;

  std::size_t size() const { return next_; }

 private:
  struct Spelling {
    std::string text;
    std::string sound;  ///< with the alike pairs made equal
    WordId word;
    bool prefix;
  };

  std::string soundOf(std::string_view folded) const;
  void addPrefixes(std::string_view word, std::vector<WordId>& result) const;
  void addSuffixes(std::string_view word, std::vector<WordId>& result) const;
  void addNearest(std::string_view word, std::vector<WordId>& result) const;

  const std::vector<std::pair<std::string, std::string>> alike_;
  WordId next_ = 0;
  absl::flat_hash_map<std::string, WordId> ids_;
  absl::flat_hash_map<std::string, std::vector<WordId>> exact_;
  absl::flat_hash_map<std::string, std::vector<WordId>> prefixes_;
  absl::flat_hash_map<std::string, std::vector<WordId>> suffixes_;
  absl::flat_hash_map<std::string, std::vector<WordId>> stems_;
  std::vector<Spelling> spellings_;
};

/// Damerau-Levenshtein distance (optimal string alignment) of two folded words, or `limit` + 1 when it is more than
/// `limit`. Reentrant.
int editDistance(std::string_view a, std::string_view b, int limit);

}  // namespace cameramonit::chat
