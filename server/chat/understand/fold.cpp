#include "server/chat/understand/fold.h"

#include <array>

namespace cameramonit::chat {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr std::uint32_t kFirstAccented = 0xC0;

// U+00C0..U+017F without diacritics, lower case (Unicode decomposition, plus letters with strokes and ligatures).
constexpr std::array<std::string_view, 192> kAccented = {
    "a", "a", "a",  "a", "a", "a", "ae", "c",  "e", "e", "e",  "e",  "i", "i", "i",  "i",  "d", "n", "o",  "o",
    "o", "o", "o",  "",  "o", "u", "u",  "u",  "u", "y", "th", "ss", "a", "a", "a",  "a",  "a", "a", "ae", "c",
    "e", "e", "e",  "e", "i", "i", "i",  "i",  "d", "n", "o",  "o",  "o", "o", "o",  "",   "o", "u", "u",  "u",
    "u", "y", "th", "y", "a", "a", "a",  "a",  "a", "a", "c",  "c",  "c", "c", "c",  "c",  "c", "c", "d",  "d",
    "d", "d", "e",  "e", "e", "e", "e",  "e",  "e", "e", "e",  "e",  "g", "g", "g",  "g",  "g", "g", "g",  "g",
    "h", "h", "h",  "h", "i", "i", "i",  "i",  "i", "i", "i",  "i",  "i", "i", "ij", "ij", "j", "j", "k",  "k",
    "k", "l", "l",  "l", "l", "l", "l",  "l",  "l", "l", "l",  "n",  "n", "n", "n",  "n",  "n", "n", "n",  "n",
    "o", "o", "o",  "o", "o", "o", "oe", "oe", "r", "r", "r",  "r",  "r", "r", "s",  "s",  "s", "s", "s",  "s",
    "s", "s", "t",  "t", "t", "t", "t",  "t",  "u", "u", "u",  "u",  "u", "u", "u",  "u",  "u", "u", "u",  "u",
    "w", "w", "y",  "y", "y", "z", "z",  "z",  "z", "z", "z",  "s",
};

void appendUtf8(std::uint32_t value, std::string& out) {
  const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
  const auto tail = [&byte, value](int shift) { byte(0x80 | ((value >> shift) & 0x3F)); };
  if (value < 0x80) {
    byte(value);
  } else if (value < 0x800) {
    byte(0xC0 | (value >> 6));
    tail(0);
  } else if (value < 0x10000) {
    byte(0xE0 | (value >> 12));
    tail(6);
    tail(0);
  } else {
    byte(0xF0 | (value >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool within(std::uint32_t value, std::uint32_t from, std::uint32_t to) {
  return from <= value && value <= to;
}

bool isApostrophe(std::uint32_t codePoint) {
  return codePoint == '\'' || codePoint == 0x2019 || codePoint == 0x2BC;
}

}  // namespace

CodePoint codePointAt(std::string_view text, std::size_t offset) {
  const auto byte = [text](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = byte(offset);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 && lead < 0xF8 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 0;
  if (length == 0 || lead >= 0xF8 || offset + length > text.size()) return {kReplacement, 1};
  std::uint32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(offset + i) & 0xC0) != 0x80) return {kReplacement, 1};
    value = (value << 6) | (byte(offset + i) & 0x3F);
  }
  return {value, length};
}

bool isLetter(std::uint32_t codePoint) {
  if (codePoint < 0x80) return within(codePoint | 0x20, 'a', 'z');
  if (codePoint < kFirstAccented) return codePoint == 0xAA || codePoint == 0xB5 || codePoint == 0xBA;
  if (codePoint == 0xD7 || codePoint == 0xF7 || codePoint == kReplacement) return false;
  // General punctuation, symbols, box drawing, CJK punctuation, pictographs and private use are no letters.
  return !within(codePoint, 0x2000, 0x2BFF) && !within(codePoint, 0x3000, 0x303F) &&
         !within(codePoint, 0xD800, 0xF8FF) && !within(codePoint, 0xFE00, 0xFE2F) &&
         !within(codePoint, 0xFF00, 0xFF20) && codePoint < 0x1F000 && !isInvisible(codePoint);
}

bool isInvisible(std::uint32_t codePoint) {
  return codePoint == 0xAD || codePoint == 0x61C || codePoint == 0xFEFF || within(codePoint, 0x300, 0x36F) ||
         within(codePoint, 0x200B, 0x200F) || within(codePoint, 0x202A, 0x202E) || within(codePoint, 0x2060, 0x206F) ||
         within(codePoint, 0xFE00, 0xFE0F) || within(codePoint, 0xE0000, 0xE0FFF);
}

void appendFolded(std::uint32_t codePoint, std::string& out) {
  if (within(codePoint, 'A', 'Z')) codePoint += 0x20;
  if (within(codePoint, kFirstAccented, kFirstAccented + kAccented.size() - 1)) {
    out += kAccented[codePoint - kFirstAccented];
    return;
  }
  if (within(codePoint, 0x391, 0x3A9) || within(codePoint, 0x410, 0x42F)) codePoint += 0x20;  // Greek, Cyrillic
  if (within(codePoint, 0x400, 0x40F)) codePoint += 0x50;
  appendUtf8(codePoint, out);
}

std::string fold(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint next = codePointAt(text, at);
    if (!isInvisible(next.value) && !isApostrophe(next.value)) appendFolded(next.value, result);
    at += next.length;
  }
  return result;
}

}  // namespace cameramonit::chat
