#include "server/chat/understand/tokenizer.h"

#include <algorithm>
#include <array>

#include "server/chat/understand/fold.h"

namespace cameramonit::chat {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isWordCharacter(std::uint32_t value) {
  return isLetter(value) || isInvisible(value) || value == '\'' || value == 0x2019 || value == 0x2BC;
}

bool isDash(std::uint32_t value) {
  return value == '-' || (value >= 0x2010 && value <= 0x2015) || value == 0x2212;
}

bool separatesClauses(std::uint32_t value) {
  return value == ',' || value == '.' || value == ';' || value == '!' || value == '?' || value == '\n' ||
         value == 0x2026;
}

/// Groups of digits with one kind of separator between them: "10.11.2026" is {10, 11, 2026} and '.'.
struct DigitGroups {
  std::array<int, 3> values{};
  std::array<std::size_t, 3> lengths{};
  std::size_t count = 0;
  char separator = '\0';
  std::size_t end = 0;
};

DigitGroups readDigits(std::string_view text, std::size_t at) {
  DigitGroups groups;
  while (groups.count < groups.values.size()) {
    std::size_t end = at;
    int value = 0;
    while (end < text.size() && isDigit(text[end])) {
      value = std::min(value * 10 + (text[end] - '0'), 1'000'000);
      ++end;
    }
    if (end == at) break;
    groups.values[groups.count] = value;
    groups.lengths[groups.count] = end - at;
    ++groups.count;
    groups.end = end;
    if (end + 1 >= text.size() || !isDigit(text[end + 1])) break;
    const char separator = text[end];
    if (groups.count > 1 ? separator != groups.separator
                         : std::string_view(":.,/-").find(separator) == std::string_view::npos)
      break;
    groups.separator = separator;
    at = end + 1;
  }
  return groups;
}

// Keeps only the first group: a separator that turns out to join nothing.
void keepFirst(std::size_t begin, DigitGroups& groups) {
  groups.count = 1;
  groups.end = begin + groups.lengths[0];
}

void readPair(const DigitGroups& groups, Token& token) {
  const auto [first, second, third] = groups.values;
  const bool twoDigits = groups.lengths[1] == 2;
  const char separator = groups.separator;
  if ((separator == ':' || separator == '.') && twoDigits && first <= 24 && second < 60)
    token.clockMinute = (first % 24) * 60 + second;
  if ((separator == '.' || separator == '/') && first >= 1 && first <= 31 && second >= 1 && second <= 31)
    token.date = WrittenDate{first, second, 0, false};
  if (separator == '.' || separator == ',') {
    double scale = 1;
    for (std::size_t i = 0; i < groups.lengths[1] && i < 6; ++i) scale *= 10;
    token.number = first + std::min(second / scale, 0.999999);
  }
}

// Consumes a number and says in how many ways it can be read.
std::size_t readNumber(std::string_view text, std::size_t at, Token& token) {
  DigitGroups groups = readDigits(text, at);
  const auto [first, second, third] = groups.values;
  if (groups.count == 3 && groups.separator == '-' && groups.lengths[0] == 4) {
    token.date = WrittenDate{second, third, first, true};
  } else if (groups.count == 3 && (groups.separator == '.' || groups.separator == '/' || groups.separator == '-') &&
             (groups.lengths[2] == 4 || groups.lengths[2] == 2)) {
    token.date = WrittenDate{first, second, third < 100 ? 2000 + third : third, false};
  } else if (groups.count == 3 && groups.separator == ':' && first < 24 && second < 60) {
    token.clockMinute = first * 60 + second;
  } else if (groups.count >= 2 && groups.separator != '-') {
    if (groups.count == 3) {
      groups.count = 2;
      groups.end = at + groups.lengths[0] + 1 + groups.lengths[1];
    }
    readPair(groups, token);
  }
  if (!token.date && !token.clockMinute && !token.number) {
    keepFirst(at, groups);
    token.number = first;
  }
  token.word = std::string(text.substr(at, groups.end - at));
  return groups.end;
}

// A dash means "to" only beside numbers: "8 - 16", "6pm - midnight"; not in "T-shirt" or "15-go".
bool joinsNumbers(std::string_view text, std::size_t after, const std::vector<Token>& before) {
  const std::size_t next = text.find_first_not_of(' ', after);
  if (before.empty() || next == std::string_view::npos) return false;
  if (isDigit(text[next])) return true;
  const Token& last = before.back();
  const bool lastIsNumber = isDigit(last.word.front()) ||
                            (last.glued && before.size() > 1 && isDigit(before[before.size() - 2].word.front()));
  return lastIsNumber && next > after;
}

std::size_t readWord(std::string_view text, std::size_t at, Token& token) {
  while (at < text.size()) {
    const CodePoint next = codePointAt(text, at);
    if (!isWordCharacter(next.value)) break;
    if (token.raw.size() + next.length <= kMaxWordBytes && !isInvisible(next.value))
      token.raw += text.substr(at, next.length);
    at += next.length;
  }
  token.word = fold(token.raw);
  return at;
}

}  // namespace

Tokens tokenize(std::string_view text) {
  Tokens tokens;
  tokens.asks = text.find('?') != std::string_view::npos;
  if (text.size() > kMaxTextBytes) {
    text = text.substr(0, kMaxTextBytes);
    tokens.truncated = true;
  }
  bool glued = false;
  bool breakBefore = true;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint next = codePointAt(text, at);
    Token token;
    token.span.begin = at;
    token.glued = glued;
    token.breakBefore = breakBefore;
    const std::size_t begin = at;
    if (next.value < 0x80 && isDigit(static_cast<char>(next.value))) {
      at = readNumber(text, at, token);
    } else if (isLetter(next.value)) {
      at = readWord(text, at, token);
    } else {
      at += next.length;
      glued = isInvisible(next.value) && glued;
      if (separatesClauses(next.value)) breakBefore = true;
      if (!isDash(next.value) || !joinsNumbers(text, at, tokens.list)) continue;
      token.word.assign(1, '-');
    }
    glued = true;
    breakBefore = false;
    if (token.word.empty()) continue;
    if (tokens.list.size() == kMaxTokens) {
      tokens.truncated = true;
      break;
    }
    if (token.raw.empty()) token.raw = std::string(text.substr(begin, at - begin));
    token.span.end = at;
    tokens.list.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace cameramonit::chat
