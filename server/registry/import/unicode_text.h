#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cameramonit::registry {

// Text as single characters, so that positions in it and in its folded form are the same. All reentrant.

/// Broken bytes become U+FFFD.
std::u32string fromUtf8(std::string_view text);
std::string toUtf8(std::u32string_view text);

/// Lower case without the marks of Latin letters ("Ż" gives "z"): how words are compared.
char32_t foldedChar(char32_t c);
std::u32string foldedText(std::u32string_view text);
/// The same for UTF-8 in and out.
std::string foldedUtf8(std::string_view text);

bool isBlank(char32_t c);  ///< any space, not a line break
bool isWordChar(char32_t c);
bool isUpper(char32_t c);

std::u32string_view trimmed(std::u32string_view text);
/// One space for every run of blanks.
std::u32string collapsed(std::u32string_view text);

/// Line breaks as '\n', odd spaces as ' ', without invisible characters.
std::u32string cleaned(std::u32string_view text);

/// The lines of `text`, without their breaks; an empty text is one empty line.
std::vector<std::u32string> linesOf(std::u32string_view text);

bool contains(std::u32string_view text, std::u32string_view part);
bool startsWith(std::u32string_view text, std::u32string_view part);
bool endsWith(std::u32string_view text, std::u32string_view part);

}  // namespace cameramonit::registry
