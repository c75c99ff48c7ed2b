#include "server/registry/import/value_text.h"

#include <algorithm>
#include <initializer_list>

#include "server/registry/import/unicode_text.h"

namespace cameramonit::registry {
namespace {

bool isOneOf(std::u32string_view text, std::initializer_list<std::u32string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool begins(std::u32string_view text, std::initializer_list<std::u32string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::u32string_view word) { return startsWith(text, word); });
}

char32_t closingOf(char32_t open) {
  switch (open) {
    case U'"':
      return U'"';
    case U'\'':
      return U'\'';
    case U'`':
      return U'`';
    case U'„':
    case U'”':
    case U'“':
      return U'”';
    case U'«':
      return U'»';
    case U'»':
      return U'«';
    case U'‘':
    case U'‚':
      return U'’';
    default:
      return 0;
  }
}

/// "none", "(none)", "<none>" are the same word.
std::u32string bare(std::u32string_view value) {
  std::u32string folded(trimmed(foldedText(value)));
  while (!folded.empty() && contains(U"([<\"'„”“", folded.substr(0, 1))) folded.erase(0, 1);
  while (!folded.empty() && contains(U")]>\"'.”", folded.substr(folded.size() - 1))) folded.pop_back();
  return folded;
}

}  // namespace

Said whatIsSaid(std::u32string_view value) {
  const std::u32string word = bare(value);
  if (word.empty()) return Said::kLater;
  if (isOneOf(word, {U"brak",
                     U"puste",
                     U"pusty",
                     U"pusta",
                     U"none",
                     U"blank",
                     U"empty",
                     U"no password",
                     U"bez hasla",
                     U"brak hasla",
                     U"nie ma",
                     U"nie ma hasla",
                     U"pole puste",
                     U"not set",
                     U"no pass",
                     U"leave blank",
                     U"leave empty",
                     U"zostawic puste",
                     U"zostaw puste",
                     U"nieustawione",
                     U"nie ustawione",
                     U"nie ustawiono",
                     U"(brak)",
                     U"bez",
                     U"nie jest ustawione",
                     U"nil",
                     U"none set",
                     U"not needed",
                     U"not required",
                     U"niepotrzebne",
                     U"nie potrzeba",
                     U"-",
                     U"--",
                     U"—",
                     U"–"}) ||
      begins(word, {U"puste (",     U"puste,",     U"puste -",  U"puste –", U"brak (",       U"brak,",
                    U"brak -",      U"brak –",     U"none (",   U"blank (", U"empty (",      U"bez hasla",
                    U"no password", U"empty,",     U"blank,",   U"none,",   U"nie ma hasla", U"brak hasla",
                    U"left blank",  U"left empty", U"pozostaw", U"zostaw"})) {
    return Said::kEmpty;
  }
  if (isOneOf(word, {U"jak wyzej", U"jw",   U"j.w",   U"j.w.",     U"to samo", U"tak samo",  U"takie samo", U"taki sam",
                     U"ten sam",   U"same", U"ditto", U"as above", U"idem",    U"bez zmian", U"unchanged",  U"-||-",
                     U"-//-",      U"-\"-", U"||",    U"//",       U"„",       U"”"}) ||
      begins(word, {U"jak wyzej",      U"jak w",        U"jak dla",
                    U"jak poprzedni",  U"to samo",      U"takie samo",
                    U"taki sam",       U"ten sam",      U"te same",
                    U"same as",        U"the same",     U"same login",
                    U"same password",  U"as above",     U"j.w",
                    U"tak jak",        U"tak samo",     U"jw.",
                    U"identyczn",      U"takie same",   U"te same",
                    U"jak pierwsz",    U"jak druga",    U"jak drugiej",
                    U"jak kamera",     U"jak kamery",   U"jak na kamer",
                    U"as camera",      U"as for",       U"like camera",
                    U"like the first", U"as the first", U"as the previous",
                    U"ditto"})) {
    return Said::kSame;
  }
  if (begins(word, {U"przesle",
                    U"wysle",
                    U"podam",
                    U"dosle",
                    U"osobno",
                    U"sms",
                    U"telefonicz",
                    U"w osobn",
                    U"w oddzieln",
                    U"w nastepn",
                    U"bedzie",
                    U"will ",
                    U"to follow",
                    U"later",
                    U"by phone",
                    U"via sms",
                    U"by sms",
                    U"tbd",
                    U"tba",
                    U"?",
                    U"unknown",
                    U"nieznan",
                    U"nie znam",
                    U"nie pamietam",
                    U"zapytam",
                    U"i'll",
                    U"i’ll",
                    U"sent separately",
                    U"separate",
                    U"call me",
                    U"do ustalenia",
                    U"do uzupelnienia",
                    U"jutro",
                    U"pozniej",
                    U"follows",
                    U"i will",
                    U"we will",
                    U"przekaze",
                    U"przekazemy",
                    U"przeslemy",
                    U"jak zwykle",
                    U"jak zawsze",
                    U"to co zwykle",
                    U"to co zawsze",
                    U"to, co zawsze",
                    U"the usual",
                    U"as usual",
                    U"as always",
                    U"usual one",
                    U"you know",
                    U"znacie",
                    U"znane panstwu",
                    U"wyslemy",
                    U"podamy",
                    U"nie mam",
                    U"don't know",
                    U"don’t know",
                    U"not known",
                    U"forgot",
                    U"zapomnia",
                    U"to be ",
                    U"in a separate",
                    U"under separate",
                    U"on request",
                    U"na zyczenie",
                    U"(",
                    U"w drodze",
                    U"dostarcze",
                    U"uzupelnie",
                    U"nie podano",
                    U"prosze o kontakt",
                    U"ask ",
                    U"text me",
                    U"zadzwon",
                    U"dam zna",
                    U"let you know",
                    U"n/a",
                    U"nie wiem"})) {
    return Said::kLater;
  }
  const bool masked = word.size() >= 3 && std::all_of(word.begin(), word.end(), [](char32_t c) {
                        return c == U'*' || c == U'•' || c == U'●' || c == U'x' || c == U'.' || c == U'…';
                      });
  return masked ? Said::kLater : Said::kValue;
}

std::optional<std::u32string> unquoted(std::u32string_view value) {
  value = trimmed(value);
  if (value.size() < 2) return std::nullopt;
  const char32_t close = closingOf(value.front());
  if (close == 0) return std::nullopt;
  const bool typographic = value.front() != U'"' && value.front() != U'\'' && value.front() != U'`';
  // „…" closes with a straight quote as often as not.
  std::size_t best = std::u32string_view::npos;
  std::u32string content;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (!typographic && value[i] == U'\\' && i + 1 < value.size() && value[i + 1] == close) {
      content.push_back(close);
      ++i;
      continue;
    }
    const bool closes = value[i] == close || (typographic && (value[i] == U'"' || value[i] == U'“'));
    if (closes) {
      const std::size_t next = i + 1;
      const bool ends = next == value.size() || isBlank(value[next]) || contains(U",.;:?!)]}|", value.substr(next, 1));
      if (ends) {
        best = i;
        break;
      }
    }
    content.push_back(value[i]);
  }
  if (best == std::u32string_view::npos) return std::nullopt;
  return content;
}

std::u32string firstToken(std::u32string_view value) {
  value = trimmed(value);
  std::size_t end = 0;
  while (end < value.size() && !isBlank(value[end]) && value[end] != U'\n') ++end;
  std::u32string token(value.substr(0, end));
  for (;;) {
    if (token.size() < 2) return token;
    const char32_t last = token.back();
    const auto opens = std::count(token.begin(), token.end(), U'(');
    const auto closes = std::count(token.begin(), token.end(), U')');
    if (last == U'.' || last == U',' || last == U';' || (last == U')' && closes > opens)) {
      token.pop_back();
      continue;
    }
    // "Zamek;77). Kamera" was one token up to the sentence's end.
    return token;
  }
}

std::optional<std::pair<std::u32string, std::u32string>> splitLogin(std::u32string_view value) {
  value = trimmed(value);
  if (!value.empty() && value.front() == U'(' && value.back() == U')')
    value = trimmed(value.substr(1, value.size() - 2));
  const std::size_t open = std::min(value.find_first_of(U" \t/:|,;"), value.size());
  if (open == 0 || open == value.size()) return std::nullopt;
  std::u32string user(value.substr(0, open));
  std::u32string_view rest = value.substr(open);
  std::size_t skipped = 0;
  while (!rest.empty() && (isBlank(rest.front()) || (skipped == 0 && contains(U"/:|,;-–", rest.substr(0, 1))))) {
    if (!isBlank(rest.front())) ++skipped;
    rest.remove_prefix(1);
  }
  if (rest.empty()) return std::nullopt;
  if (const auto inner = unquoted(user)) user = *inner;
  if (const auto inner = unquoted(rest)) return std::make_pair(user, *inner);
  // "admin i Haslo1", "admin and x": the word between is none of the password.
  for (const std::u32string_view word : {U"i ", U"oraz ", U"and ", U"haslo ", U"hasło ", U"password "}) {
    if (startsWith(rest, word)) rest.remove_prefix(word.size());
  }
  return std::make_pair(user, std::u32string(trimmed(rest)));
}

std::optional<FoundAddress> findAddress(std::u32string_view line, std::size_t from) {
  for (std::size_t mark = line.find(U"://", from); mark != std::u32string_view::npos;
       mark = line.find(U"://", mark + 3)) {
    std::size_t begin = mark;
    while (begin > from && (isWordChar(line[begin - 1]) || line[begin - 1] == U'+' || line[begin - 1] == U'-')) --begin;
    if (begin == mark) continue;
    std::size_t end = mark + 3;
    while (end < line.size() && !isBlank(line[end]) && !contains(U"<>\"„”“«»", line.substr(end, 1))) ++end;
    for (bool again = true; again && end > mark + 3;) {
      const char32_t last = line[end - 1];
      const std::u32string_view body = line.substr(begin, end - begin);
      const auto count = [body](char32_t c) { return std::count(body.begin(), body.end(), c); };
      again = contains(U".,;:!?'`|*", std::u32string_view(&last, 1)) || (last == U')' && count(U')') > count(U'(')) ||
              (last == U']' && count(U']') > count(U'[')) || last == U'}';
      if (again) --end;
    }
    FoundAddress found;
    found.begin = begin;
    found.end = end;
    found.text = std::u32string(line.substr(begin, end - begin));
    // "rtsp://10.0.0.1/x,login admin" and CSV rows: behind the host, a bar, a comma or a semicolon outside the query
    // ends the address.
    const std::size_t path = found.text.find(U'/', mark + 3 - begin);
    const std::size_t cut = path == std::u32string::npos ? path : found.text.find_first_of(U",;|", path);
    if (cut != std::u32string::npos && !contains(std::u32string_view(found.text).substr(0, cut), U"?") &&
        (found.text[cut] != U',' || !contains(std::u32string_view(found.text).substr(cut), U"/"))) {
      found.end = begin + cut;
      found.text.resize(cut);
    }
    return found;
  }
  return std::nullopt;
}

bool looksLikeHost(std::u32string_view value) {
  value = trimmed(value);
  const std::u32string_view host = value.substr(0, std::min(value.find_first_of(U":/?"), value.size()));
  if (host.empty() || host.find(U'.') == std::u32string_view::npos) return false;
  const bool digits =
      std::all_of(host.begin(), host.end(), [](char32_t c) { return (c >= U'0' && c <= U'9') || c == U'.'; });
  const bool name = std::all_of(host.begin(), host.end(),
                                [](char32_t c) { return (c < 0x80 && isWordChar(c)) || c == U'.' || c == U'-'; });
  if (digits) return std::count(host.begin(), host.end(), U'.') == 3;
  return name && host.back() != U'.' && value.find(U' ') == std::u32string_view::npos;
}

}  // namespace cameramonit::registry
