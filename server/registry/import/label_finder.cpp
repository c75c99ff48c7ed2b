#include "server/registry/import/label_finder.h"

#include <algorithm>
#include <array>

#include "server/registry/import/label_words.h"
#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

/// Words of the lexicon that were found.
struct Entry {
  std::u32string_view words;
  Field field = Field::kOther;
};

/// What may stand between a label and its mark: "Hasło (nowe):", "Adres RTSP kamery:".
constexpr std::u32string_view kFillers[] = {U"kamery",
                                            U"do kamery",
                                            U"do niej",
                                            U"kamer",
                                            U"rtsp",
                                            U"onvif",
                                            U"dostepu",
                                            U"dostepowe",
                                            U"url",
                                            U"strumienia",
                                            U"ip",
                                            U"camera",
                                            U"for camera",
                                            U"strumien",
                                            U"do wszystkich",
                                            U"dla wszystkich",
                                            U"do obu",
                                            U"dla obu",
                                            U"for all",
                                            U"for both",
                                            U"do wszystkich kamer",
                                            U"dla wszystkich kamer",
                                            U"do obu kamer",
                                            U"dla obu kamer",
                                            U"for all cameras",
                                            U"for both cameras",
                                            U"for all of them",
                                            U"wszystkich kamer",
                                            U"do tej kamery",
                                            U"do kamer",
                                            U"for this camera",
                                            U"administratora",
                                            U"http",
                                            U"pelny",
                                            U"full"};
constexpr std::u32string_view kVerbs[] = {U"to jest",
                                          U"to",
                                          U"jest",
                                          U"is now",
                                          U"is",
                                          U"brzmi",
                                          U"teraz",
                                          U"are",
                                          U"zmienione na",
                                          U"zmieniony na",
                                          U"zmieniona na",
                                          U"zmienilem na",
                                          U"zmienilismy na",
                                          U"zmienil sie na",
                                          U"has been changed to",
                                          U"was changed to",
                                          U"changed to",
                                          U"should be",
                                          U"powinno byc",
                                          U"ma byc",
                                          U"has changed to",
                                          U"zmienilo sie na",
                                          U"ustawione na",
                                          U"set to",
                                          U"now"};

/// Words around the value that was and before the one that is.
struct ChangeVerb {
  std::u32string_view from;
  std::u32string_view to;
};
constexpr ChangeVerb kChangeVerbs[] = {{U"was changed from ", U" to "},
                                       {U"has been changed from ", U" to "},
                                       {U"has changed from ", U" to "},
                                       {U"changed from ", U" to "},
                                       {U"zostalo zmienione z ", U" na "},
                                       {U"zmienione z ", U" na "},
                                       {U"zmienilo sie z ", U" na "},
                                       {U"zmienil sie z ", U" na "},
                                       {U"zmieniony z ", U" na "},
                                       {U"from ", U" to "},
                                       {U"z ", U" na "}};

bool boundaryAt(std::u32string_view text, std::size_t at) {
  return at == 0 || at >= text.size() || !isWordChar(text[at - 1]) || !isWordChar(text[at]);
}

std::size_t skipBlanks(std::u32string_view text, std::size_t at) {
  while (at < text.size() && text[at] == U' ') ++at;
  return at;
}

/// The longest words of the lexicon that begin at `at`.
std::optional<Entry> entryAt(std::u32string_view text, std::size_t at) {
  std::optional<Entry> best;
  for (const LabelWords& group : labelWords()) {
    for (const std::u32string_view words : group.words) {
      if (text.substr(at, words.size()) != words) continue;
      const std::size_t end = at + words.size();
      if (isWordChar(words.back()) && !boundaryAt(text, end)) continue;
      if (text.substr(end, 3) == U"://") continue;  // "adres rtsp://…"
      if (!best || words.size() > best->words.size()) best = Entry{words, group.field};
    }
  }
  return best;
}

bool isMark(char32_t c) {
  return c == U':' || c == U'=' || c == U'\t' || c == U'→' || c == U'：';
}

/// Finds how the label that ends at `at` is tied to its value, and where that begins.
bool tieAfter(std::u32string_view text, std::size_t at, Label& label) {
  std::size_t i = at;
  if (i < text.size() && (text[i] == U'"' || text[i] == U'\'' || text[i] == U'*')) {  // JSON, Markdown
    while (i < text.size() && (text[i] == U'"' || text[i] == U'\'' || text[i] == U'*')) ++i;
  }
  i = skipBlanks(text, i);
  for (const std::u32string_view filler : kFillers) {
    if (!startsWith(text.substr(i), filler) || !boundaryAt(text, i + filler.size())) continue;
    const std::size_t after = skipBlanks(text, i + filler.size());
    if (text.substr(after, 3) == U"://") continue;
    if (after < text.size() &&
        (isMark(text[after]) || text[after] == U'-' || text[after] == U'–' || text[after] == U'(')) {
      i = after;
      break;
    }
  }
  if (i < text.size() && text[i] == U'(') {
    const std::size_t close = text.find(U')', i);
    if (close != std::u32string_view::npos && close - i < 40) {
      const std::size_t after = skipBlanks(text, close + 1);
      if (after < text.size() && isMark(text[after])) i = after;
    }
  }
  if (i < text.size() && isMark(text[i]) && text.substr(i, 3) != U"://") {
    ++i;
    if (i < text.size() && text[i] == U'>') ++i;  // "=>"
    while (i < text.size() && text[i] == U'*') ++i;
    label.tie = Tie::kMark;
    label.value = i;
    return true;
  }
  const bool dash = i > at && i + 1 < text.size() && (text[i] == U'-' || text[i] == U'–' || text[i] == U'—') &&
                    (text[i + 1] == U' ' || text[i + 1] == U'>');
  if (dash) {
    label.tie = Tie::kMark;
    label.value = i + (text[i + 1] == U'>' ? 2 : 1);
    return true;
  }
  // "changed from a to b": what it is now stands behind.
  for (const ChangeVerb& verb : kChangeVerbs) {
    if (!startsWith(text.substr(i), verb.from)) continue;
    const std::size_t to = text.find(verb.to, i + verb.from.size());
    if (to == std::u32string_view::npos) continue;
    label.tie = Tie::kVerb;
    label.value = to + verb.to.size();
    return true;
  }
  for (const std::u32string_view verb : kVerbs) {
    if (!startsWith(text.substr(i), verb) || i == at) continue;
    const std::size_t end = i + verb.size();
    if (end < text.size() && (text[end] == U' ' || text[end] == U':')) {
      label.tie = Tie::kVerb;
      label.value = end + 1;
      return true;
    }
  }
  label.tie = Tie::kBare;
  label.value = i;
  return i > at && i < text.size();
}

/// Where the address that begins at `at` ends; `at` itself when none does.
std::size_t endOfAddress(std::u32string_view text, std::size_t at) {
  std::size_t i = at;
  while (i < text.size() && isWordChar(text[i])) ++i;
  if (i == at || text.substr(i, 3) != U"://") return at;
  while (i < text.size() && !isBlank(text[i])) ++i;
  return i;
}

/// Steps of typing between two words: a letter more, less, other, or two changed about.
std::size_t typingErrors(std::u32string_view a, std::u32string_view b) {
  constexpr std::size_t kLongest = 32;
  if (a.size() >= kLongest || b.size() >= kLongest) return kLongest;
  std::array<std::array<std::size_t, kLongest>, kLongest> steps{};
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        steps[i][j] = i + j;
        continue;
      }
      const std::size_t change = steps[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      steps[i][j] = std::min({steps[i - 1][j] + 1, steps[i][j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) steps[i][j] = std::min(steps[i][j], steps[i - 2][j - 2] + 1);
    }
  }
  return steps[a.size()][b.size()];
}

/// "Urzytkownik: x": words that begin a line, end in a mark and are a misspelt label.
std::optional<Entry> misspeltAt(std::u32string_view text, std::size_t at) {
  constexpr std::size_t kShortest = 5;
  std::size_t end = at;
  while (end < text.size() && end - at < 24 && (isWordChar(text[end]) || text[end] == U' ')) ++end;
  if (end == text.size() || (text[end] != U':' && text[end] != U'=') || text.substr(end, 3) == U"://")
    return std::nullopt;
  const std::u32string_view typed = trimmed(text.substr(at, end - at));
  if (typed.size() + 1 < kShortest) return std::nullopt;
  for (const LabelWords& group : labelWords()) {
    if (group.field == Field::kOther || group.field == Field::kObsolete) continue;
    for (const std::u32string_view words : group.words) {
      const bool near =
          words.size() >= kShortest && words.size() <= typed.size() + 1 && typed.size() <= words.size() + 1;
      if (near && typingErrors(typed, words) == 1) return Entry{typed, group.field};
    }
  }
  return std::nullopt;
}

/// "stream_url", "cam_password": the last word of a heading says what it is, when that can be nothing else.
std::optional<Field> fieldAtEnd(std::u32string_view words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto entry = words[i - 1] == U' ' ? entryAt(words, i) : std::nullopt;
    if (!entry || i + entry->words.size() != words.size()) continue;
    switch (entry->field) {
      case Field::kUrl:
      case Field::kHost:
      case Field::kUser:
      case Field::kPassword:
        return entry->field;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

bool isBullet(std::u32string_view before) {
  return std::all_of(before.begin(), before.end(), [](char32_t c) {
    return isBlank(c) || c == U'-' || c == U'*' || c == U'•' || c == U'·' || c == U'–' || c == U'>' || c == U'"' ||
           c == U'{' || c == U'[' || c == U'\'' || c == U'.' || c == U')' || (c >= U'0' && c <= U'9') || c == U'|';
  });
}

}  // namespace

std::vector<Label> findLabels(std::u32string_view folded) {
  std::vector<Label> labels;
  for (std::size_t i = 0; i < folded.size();) {
    if (!boundaryAt(folded, i) || isBlank(folded[i])) {
      ++i;
      continue;
    }
    if (const std::size_t end = endOfAddress(folded, i); end != i) {
      i = end;
      continue;
    }
    auto entry = entryAt(folded, i);
    Label label;
    label.leads = isBullet(folded.substr(0, i));
    if (label.leads) {
      const auto misspelt = misspeltAt(folded, i);
      if (misspelt && (!entry || misspelt->words.size() > entry->words.size())) entry = misspelt;
    }
    if (!entry || !tieAfter(folded, i + entry->words.size(), label)) {
      ++i;
      continue;
    }
    label.field = entry->field;
    label.begin = i;
    label.end = i + entry->words.size();
    const bool tiny = entry->words.size() < 3 || entry->field == Field::kOther;
    if (tiny && label.tie != Tie::kMark && entry->words != U"ip") {
      ++i;
      continue;
    }
    labels.push_back(label);
    i = std::max(label.end, label.value);
  }
  return labels;
}

std::optional<Field> fieldOfHeading(std::u32string_view folded) {
  std::u32string words = collapsed(folded);
  while (!words.empty() && (words.back() == U':' || words.back() == U'*' || words.back() == U'"')) words.pop_back();
  while (!words.empty() && (words.front() == U'*' || words.front() == U'"')) words.erase(0, 1);
  if (words.empty()) return std::nullopt;
  std::replace(words.begin(), words.end(), U'_', U' ');
  const auto entry = entryAt(words, 0);
  if (!entry) return fieldAtEnd(words);
  // "Hasło do kamery", "Login (RTSP)": a few words more are no value.
  const std::u32string_view rest = trimmed(std::u32string_view(words).substr(entry->words.size()));
  if (rest.empty()) return entry->field;
  if (rest.front() == U'(' && rest.back() == U')') return entry->field;
  for (const std::u32string_view filler : kFillers) {
    if (rest == filler) return entry->field;
  }
  if (startsWith(rest, U"do ") && rest.size() < 20) return entry->field;
  return fieldAtEnd(words);
}

}  // namespace cameramonit::registry
