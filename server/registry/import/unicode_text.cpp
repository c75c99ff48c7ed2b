#include "server/registry/import/unicode_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace cameramonit::registry {
namespace {

constexpr char32_t kBroken = 0xFFFD;

/// Latin letters and what they are without marks.
constexpr std::pair<std::u32string_view, char32_t> kFolds[] = {{U"ąàáâãäåāĄÀÁÂÃÄÅĀ", U'a'},
                                                               {U"ćçčĆÇČ", U'c'},
                                                               {U"ęèéêëēěĘÈÉÊËĒĚ", U'e'},
                                                               {U"ìíîïīÌÍÎÏĪ", U'i'},
                                                               {U"łŁ", U'l'},
                                                               {U"ńñňŃÑŇ", U'n'},
                                                               {U"óòôõöøōÓÒÔÕÖØŌ", U'o'},
                                                               {U"řŘ", U'r'},
                                                               {U"śšşŚŠŞ", U's'},
                                                               {U"ťŤ", U't'},
                                                               {U"ùúûüūůÙÚÛÜŪŮ", U'u'},
                                                               {U"ýÿÝ", U'y'},
                                                               {U"źżžŹŻŽ", U'z'},
                                                               {U"ďđĎĐ", U'd'}};

/// Cyrillic letters that look like Latin ones; a word with one of them was typed on another keyboard, or to deceive.
constexpr std::pair<char32_t, char32_t> kLookAlikes[] = {
    {U'а', U'a'}, {U'А', U'a'}, {U'е', U'e'}, {U'Е', U'e'}, {U'о', U'o'}, {U'О', U'o'}, {U'р', U'p'}, {U'Р', U'p'},
    {U'с', U'c'}, {U'С', U'c'}, {U'у', U'y'}, {U'х', U'x'}, {U'Н', U'h'}, {U'М', U'm'}, {U'К', U'k'}, {U'і', U'i'}};

/// Spaces of any width, and the invisible characters that mail programs leave behind.
constexpr std::u32string_view kOddSpaces =
    U"\u00A0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"
    U"\u200A\u202F\u205F\u3000";
constexpr std::u32string_view kInvisible = U"\u200B\u200C\u200D\u200E\u200F\u2060\uFEFF\u00AD";
constexpr std::u32string_view kUpperMarked = U"ĄĆĘŁŃÓŚŹŻÀÁÂÃÄÅÇČÈÉÊËÌÍÎÏÑÒÔÕÖØŘŠÙÚÛÜŮÝŽĎŤ";

}  // namespace

std::u32string fromUtf8(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int size = lead < 0x80             ? 1
                     : (lead & 0xE0) == 0xC0 ? 2
                     : (lead & 0xF0) == 0xE0 ? 3
                     : (lead & 0xF8) == 0xF0 ? 4
                                             : 0;
    char32_t value = size == 1 ? lead : size == 2 ? lead & 0x1F : size == 3 ? lead & 0x0F : lead & 0x07;
    bool whole = size > 0 && i + static_cast<std::size_t>(size) <= text.size();
    for (int k = 1; whole && k < size; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      whole = (next & 0xC0) == 0x80;
      value = value << 6 | (next & 0x3F);
    }
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (whole && (value < kLeast[size] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))) whole = false;
    out.push_back(whole ? value : kBroken);
    i += whole ? static_cast<std::size_t>(size) : 1;
  }
  return out;
}

std::string toUtf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char32_t c : text) {
    if (c < 0x80) {
      out.push_back(static_cast<char>(c));
    } else if (c < 0x800) {
      out.push_back(static_cast<char>(0xC0 | c >> 6));
      out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else if (c < 0x10000) {
      out.push_back(static_cast<char>(0xE0 | c >> 12));
      out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
      out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    } else {
      out.push_back(static_cast<char>(0xF0 | c >> 18));
      out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
      out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
      out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
    }
  }
  return out;
}

char32_t foldedChar(char32_t c) {
  if (c >= U'A' && c <= U'Z') return c + (U'a' - U'A');
  if (c < 0x80) return c;
  for (const auto& [letters, plain] : kFolds) {
    if (letters.find(c) != std::u32string_view::npos) return plain;
  }
  for (const auto& [alike, plain] : kLookAlikes) {
    if (c == alike) return plain;
  }
  return c;
}

std::u32string foldedText(std::u32string_view text) {
  std::u32string out(text);
  std::transform(out.begin(), out.end(), out.begin(), foldedChar);
  return out;
}

std::string foldedUtf8(std::string_view text) {
  return toUtf8(foldedText(fromUtf8(text)));
}

bool isBlank(char32_t c) {
  return c == U' ' || c == U'\t' || kOddSpaces.find(c) != std::u32string_view::npos;
}

bool isWordChar(char32_t c) {
  const char32_t plain = foldedChar(c);
  return (plain >= U'a' && plain <= U'z') || (c >= U'0' && c <= U'9') || c == U'_';
}

bool isUpper(char32_t c) {
  return (c >= U'A' && c <= U'Z') || kUpperMarked.find(c) != std::u32string_view::npos;
}

std::u32string_view trimmed(std::u32string_view text) {
  while (!text.empty() && (isBlank(text.front()) || text.front() == U'\n')) text.remove_prefix(1);
  while (!text.empty() && (isBlank(text.back()) || text.back() == U'\n')) text.remove_suffix(1);
  return text;
}

std::u32string collapsed(std::u32string_view text) {
  std::u32string out;
  for (const char32_t c : trimmed(text)) {
    if (!isBlank(c)) {
      out.push_back(c);
    } else if (out.empty() || out.back() != U' ') {
      out.push_back(U' ');
    }
  }
  return out;
}

std::u32string cleaned(std::u32string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c == U'\r') {
      if (i + 1 == text.size() || text[i + 1] != U'\n') out.push_back(U'\n');
    } else if (kOddSpaces.find(c) != std::u32string_view::npos) {
      out.push_back(U' ');
    } else if (c == U'\u2028' || c == U'\u2029' || c == U'\u0085' || c == U'\f' || c == U'\v') {
      out.push_back(U'\n');
    } else if (c != U'\0' && kInvisible.find(c) == std::u32string_view::npos) {
      out.push_back(c);
    }
  }
  return out;
}

std::vector<std::u32string> linesOf(std::u32string_view text) {
  std::vector<std::u32string> lines;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(U'\n', from), text.size());
    lines.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return lines;
}

bool contains(std::u32string_view text, std::u32string_view part) {
  return text.find(part) != std::u32string_view::npos;
}

bool startsWith(std::u32string_view text, std::u32string_view part) {
  return text.substr(0, part.size()) == part;
}

bool endsWith(std::u32string_view text, std::u32string_view part) {
  return text.size() >= part.size() && text.substr(text.size() - part.size()) == part;
}

}  // namespace cameramonit::registry
