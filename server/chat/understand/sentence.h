#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/chat/understand/language.h"

namespace cameramonit::chat {

/// A phrase that was kept: its tokens say `meaning` of `category`.
struct Mark {
  std::string category;
  std::string meaning;
  std::vector<int> tokens;  ///< ascending; "what did (the man) look like" has a hole
  int typos = 0;
  int match = -1;  ///< index into Sentence::chart; -1: no phrase of the grammar (a camera's name)
  int parts = 0;   ///< slots that were filled; the more, the more specific
  int begin() const { return tokens.front(); }
  int end() const { return tokens.back() + 1; }
  std::size_t length() const { return tokens.size(); }
};

/// Some tokens that may be the name, or part of it, of cameras.
struct CameraHit {
  int begin = 0;
  int end = 0;
  std::vector<std::size_t> cameras;  ///< indices; several: ambiguous
  int quality = 0;                   ///< the more, the surer
};

/// A text read in one language: its tokens and the phrases that do not contradict each other.
struct Sentence {
  const Language* language = nullptr;
  Tokens tokens;
  std::vector<Reading> readings;
  Chart chart;
  std::vector<Mark> marks;         ///< by position
  std::vector<CameraHit> cameras;  ///< by position; only those that were kept

  /// Kept marks of a category, by position.
  std::vector<const Mark*> of(std::string_view category) const;
  bool has(std::string_view category, std::string_view meaning) const;
  /// Whether the grammar found the category at that token at all, kept or not.
  bool startsAt(std::string_view category, int token) const;
};

/// Reads tokens in a language; the phrases are found, not yet chosen.
Sentence readSentence(const Language& language, const Tokens& tokens);

/// Chooses among overlapping phrases and camera names: the longer one, then the surer one. "last week" is no "last",
/// "Parking północ" is no midnight. Phrases over exactly the same words stay together when they are of different
/// categories: "who" both asks and means a person.
void choosePhrases(const std::vector<CameraHit>& cameras, Sentence& sentence);

/// How much of the text the language explains, 0..1. The better language is the one it was written in.
double explainedShare(const Sentence& sentence);

}  // namespace cameramonit::chat
