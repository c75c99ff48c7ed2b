#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cameramonit::chat {

/// One code point of a text, read from UTF-8.
struct CodePoint {
  std::uint32_t value = 0;  ///< U+FFFD for a byte that is no UTF-8
  std::size_t length = 1;   ///< bytes
};

/// The code point at `offset`, which must lie within `text`. Never fails. Reentrant.
CodePoint codePointAt(std::string_view text, std::size_t offset);

/// Whether the code point can be part of a word in any script. Reentrant.
bool isLetter(std::uint32_t codePoint);

/// Whether the code point only steers how text is displayed: bidi marks, joiners, soft hyphens, combining accents.
/// Such code points do not separate words. Reentrant.
bool isInvisible(std::uint32_t codePoint);

/// Appends the lower-case letter without its diacritics: 'Ż' appends "z", 'ß' "ss", 'Б' "б". Reentrant.
void appendFolded(std::uint32_t codePoint, std::string& out);

/// A word or phrase as the lexicon compares it: lower case, no diacritics, no apostrophes, no invisible marks.
/// fold("Wejście") = "wejscie", fold("what's") = "whats". Reentrant.
std::string fold(std::string_view text);

}  // namespace cameramonit::chat
