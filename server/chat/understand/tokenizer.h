#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::chat {

/// Bytes [begin, end) of the text as it was typed.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  friend bool operator==(const TextSpan&, const TextSpan&) = default;
};

/// A date as it was written; 0: not said.
struct WrittenDate {
  int first = 0;   ///< day, or month where the language writes it first
  int second = 0;  ///< month, or day
  int year = 0;
  bool iso = false;  ///< 2026-11-10: first is the month
};

/// A word, a number or a dash between them. A number may be read in several ways; the grammar decides.
struct Token {
  std::string word;  ///< folded; digits for a number; "-" for a dash
  std::string raw;   ///< as typed, without invisible marks
  TextSpan span;
  std::optional<double> number;     ///< "3", "1,5"
  std::optional<int> clockMinute;   ///< "14:30", "14.30"
  std::optional<WrittenDate> date;  ///< "10.11", "10.11.2026", "2026-11-10", "10/11"
  bool glued = false;               ///< no space before it: the "pm" of "6pm"
  bool breakBefore = false;         ///< a comma, full stop or line end stands before it
};

/// A text as a row of tokens.
struct Tokens {
  std::vector<Token> list;
  bool asks = false;       ///< it has a question mark
  bool truncated = false;  ///< more was typed than is read
};

/// What is read of one text: beyond it nothing is understood, so cost stays bounded whatever is pasted.
inline constexpr std::size_t kMaxTokens = 320;
inline constexpr std::size_t kMaxTextBytes = 16 * 1024;
inline constexpr std::size_t kMaxWordBytes = 64;

/// Linear in min(text, kMaxTextBytes). Accepts any bytes. Reentrant.
Tokens tokenize(std::string_view text);

}  // namespace cameramonit::chat
