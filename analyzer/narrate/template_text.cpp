#include "analyzer/narrate/template_text.h"

#include <array>
#include <cstdint>

#include <absl/strings/str_split.h>

namespace cameramonit::narrate {
namespace {

/// A small letter that UTF-8 writes in two bytes (U+00E0..U+017E) as a capital; anything else as it is.
std::string capitalOf(std::string_view letter) {
  const auto first = static_cast<std::uint8_t>(letter[0]), second = static_cast<std::uint8_t>(letter[1]);
  std::uint32_t code = (first & 0x1FU) << 6U | (second & 0x3FU);
  const bool oddIsSmall = (code >= 0x100 && code <= 0x137) || (code >= 0x14A && code <= 0x177);
  const bool evenIsSmall = (code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17E);
  if (code >= 0xE0 && code <= 0xFE && code != 0xF7) {
    code -= 0x20;
  } else if ((oddIsSmall && code % 2 == 1) || (evenIsSmall && code % 2 == 0)) {
    code -= 1;
  }
  return {static_cast<char>(0xC0U | code >> 6U), static_cast<char>(0x80U | (code & 0x3FU))};
}

}  // namespace

std::string fillTemplate(std::string_view pattern, const SlotFiller& filler) {
  std::string text;
  const auto append = [&text](std::string_view piece) {
    for (char c : piece) {
      if (c == ' ' && (text.empty() || text.back() == ' ')) continue;
      text.push_back(c);
    }
  };
  while (!pattern.empty()) {
    const auto open = pattern.find('{');
    append(pattern.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string slot(pattern.substr(open + 1, close - open - 1));
    append(filler(absl::StrSplit(slot, ':')));
    pattern.remove_prefix(close + 1);
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string capitalised(std::string_view text) {
  if (text.empty()) return {};
  const char first = text.front();
  if (first >= 'a' && first <= 'z') return static_cast<char>(first - 'a' + 'A') + std::string(text.substr(1));
  const auto byte = static_cast<std::uint8_t>(first);
  if (byte >= 0xC3 && byte <= 0xC5 && text.size() > 1)
    return capitalOf(text.substr(0, 2)) + std::string(text.substr(2));
  return std::string(text);
}

std::string asSentence(std::string_view clause) {
  std::string sentence = capitalised(clause);
  if (!sentence.empty() && sentence.back() != '.') sentence.push_back('.');
  return sentence;
}

bool beginsWithVowel(std::string_view word) {
  return !word.empty() && std::string_view("aeiouAEIOU").find(word.front()) != std::string_view::npos;
}

}  // namespace cameramonit::narrate
