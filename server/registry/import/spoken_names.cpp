#include "server/registry/import/spoken_names.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "server/registry/import/line_labels.h"
#include "server/registry/import/line_phrases.h"
#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

bool isGreeting(std::u32string_view folded) {
  return containsAny(folded,
                     {U"dzien dobry", U"witam",      U"czesc",        U"hej",         U"hello",      U"hi ",
                      U"dear ",       U"szanown",    U"good morning", U"please",      U"prosz",      U"przesylam",
                      U"kamery:",     U"cameras:",   U"dane kamer",   U"ponizej",     U"below",      U"pozdraw",
                      U"regards",     U"thanks",     U"dziek",        U"wysylam",     U"zalacz",     U"attach",
                      U"following",   U"nastepujac", U"lista kamer",  U"nowe kamery", U"new cameras"}) ||
         folded == U"hi" || folded == U"hej" || folded == U"cams" || folded == U"kamery" || folded == U"cameras";
}

/// Without "Please add the camera" in front.
std::u32string withoutRequest(const std::u32string& text) {
  std::u32string_view rest = text;
  for (bool again = true; again;) {
    again = false;
    const std::u32string folded = foldedText(rest);
    for (const std::u32string_view words : {U"please add",
                                            U"please",
                                            U"could you add",
                                            U"can you add",
                                            U"add",
                                            U"prosze o dodanie",
                                            U"prosze dodac",
                                            U"prosze",
                                            U"dodajcie prosze",
                                            U"dodajcie",
                                            U"dodac",
                                            U"dodaj",
                                            U"the camera",
                                            U"camera",
                                            U"kamere",
                                            U"kamery",
                                            U"also",
                                            U"tez",
                                            U"takze",
                                            U"the new",
                                            U"a new",
                                            U"the first one is",
                                            U"the first is",
                                            U"the second one is",
                                            U"the second is",
                                            U"the third one is",
                                            U"the third is",
                                            U"the other one is",
                                            U"the other is",
                                            U"another one is",
                                            U"the last is",
                                            U"pierwsza to",
                                            U"druga to",
                                            U"trzecia to",
                                            U"ostatnia to",
                                            U"kolejna to",
                                            U"nastepna to",
                                            U"jest jeszcze",
                                            U"called",
                                            U"and",
                                            U"oraz",
                                            U"kamer",
                                            U"cameras",
                                            U"i",
                                            U"then"}) {
      if (!startsWith(folded, words) || folded.size() <= words.size() ||
          (!isBlank(folded[words.size()]) && folded[words.size()] != U':'))
        continue;
      rest = trimmed(rest.substr(words.size()));
      if (!rest.empty() && rest.front() == U':') rest = trimmed(rest.substr(1));
      again = true;
      break;
    }
  }
  for (const std::u32string_view words :
       {U"at", U"on", U"is", U"pod", U"to", U"streams", U"streaming", U"jest", U"ma"}) {
    const std::u32string folded = foldedText(rest);
    if (folded.size() < words.size() + 2 || folded.substr(folded.size() - words.size()) != words) continue;
    if (!isBlank(folded[folded.size() - words.size() - 1])) continue;
    rest = trimmed(rest.substr(0, rest.size() - words.size()));
    while (!rest.empty() && contains(U",-–—:", rest.substr(rest.size() - 1)))
      rest = trimmed(rest.substr(0, rest.size() - 1));
  }
  return std::u32string(rest);
}

}  // namespace

std::u32string withoutBullet(std::u32string_view text) {
  text = trimmed(text);
  std::size_t i = 0;
  if (text.size() > 2 && text[0] == U'#' && text[1] >= U'0' && text[1] <= U'9') {
    const std::size_t blank = std::min(text.find(U' '), text.size());
    if (blank < 5) text = trimmed(text.substr(blank));
  }
  while (i < text.size() && text[i] >= U'0' && text[i] <= U'9' && i < 3) ++i;
  if (i > 0 && i < text.size() && (text[i] == U'.' || text[i] == U')' || text[i] == U':') &&
      (i + 1 == text.size() || isBlank(text[i + 1]))) {
    text = trimmed(text.substr(i + 1));
  } else if (text.size() > 2 && isWordChar(text[0]) && text[1] == U')') {
    text = trimmed(text.substr(2));
  }
  while (!text.empty() && contains(U"-*•·–—>+#▪◦‣|),;]", text.substr(0, 1))) text = trimmed(text.substr(1));
  while (!text.empty() && contains(U"-:–—,;|=>→(<\"*", text.substr(text.size() - 1))) {
    if (text.back() == U'"' && unquoted(text)) break;
    text = trimmed(text.substr(0, text.size() - 1));
  }
  return std::u32string(text);
}

std::u32string standingName(std::u32string_view text) {
  std::u32string name = withoutRequest(withoutBullet(text));
  if (const auto inner = unquoted(name)) return collapsed(*inner);
  const std::u32string folded = foldedText(name);
  const auto words = std::count(name.begin(), name.end(), U' ') + 1;
  const bool sentence =
      !name.empty() && contains(U".!?", std::u32string_view(name).substr(name.size() - 1)) && words > 2;
  const bool other = name.find_first_of(U"@=/\\") != std::u32string::npos && !contains(name, U" / ");
  if (name.empty() || words > 6 || name.size() > 60 || isGreeting(folded) || sentence || other) return U"";
  const std::u32string spaced = U" " + folded + U" ";
  if (containsAny(spaced, {U" byc ", U" jednak ", U" jest ", U" sa ", U" byly ", U" bylo ", U" is ", U" are ", U" was ",
                           U" should ", U" have ", U" mamy ", U" zostal", U" chodzi ", U" ponizsz", U" nastepuj"})) {
    return U"";
  }
  for (const std::u32string_view word :
       {U"poprawny", U"poprawne", U"nowy",   U"nowe",   U"nowa", U"aktualny",  U"correct",  U"new",     U"right",
        U"updated",  U"wlasciwy", U"podaje", U"oto",    U"here", U"zmieniony", U"strumien", U"stream",  U"link",
        U"adres",    U"address",  U"url",    U"glowny", U"main", U"rtsp",      U"the",      U"and",     U"oraz",
        U"at",       U"pod",      U"jej",    U"its",    U"to",   U"jest",      U"is",       U"dostepna"}) {
    if (folded == word || (words > 1 && startsWith(folded, std::u32string(word) + U" ") && word.size() < 4)) return U"";
  }
  const bool anyLetter = std::any_of(name.begin(), name.end(), [](char32_t c) { return isWordChar(c) && c != U'_'; });
  return anyLetter ? collapsed(name) : U"";
}

std::u32string nameBeforeNoun(std::u32string_view line) {
  const std::u32string folded = foldedText(line);
  for (const std::u32string_view noun : {U" camera", U" cam", U" kamera", U" kamere"}) {
    const std::size_t at = folded.find(noun);
    if (at == std::u32string::npos || at < 2) continue;
    const std::size_t end = at + noun.size();
    if (end < folded.size() && isWordChar(folded[end])) continue;
    const std::u32string_view before = line.substr(0, at);
    if (contains(U"\"”“'’»", before.substr(before.size() - 1))) {
      for (std::size_t from = before.size() - 1; from-- > 0;) {
        const auto inner = unquoted(before.substr(from));
        if (inner && inner->size() + 2 == before.size() - from && !trimmed(*inner).empty()) return collapsed(*inner);
      }
    }
    const std::size_t article = foldedText(before).rfind(U"the ");
    if (article == std::u32string::npos || (article > 0 && isWordChar(before[article - 1]))) continue;
    const std::u32string_view name = trimmed(before.substr(article + 4));
    const auto words = std::count(name.begin(), name.end(), U' ') + 1;
    const bool plain =
        std::all_of(name.begin(), name.end(), [](char32_t c) { return isWordChar(c) || c == U' ' || c == U'-'; });
    if (!name.empty() && isUpper(name[0]) && words <= 4 && plain) return collapsed(name);
  }
  return U"";
}

std::vector<std::u32string> namesToRemove(std::u32string_view text) {
  std::vector<std::u32string> names;
  bool list = false;
  bool bulleted = false;
  for (const std::u32string& line : linesOf(text)) {
    const std::u32string folded = foldedText(line);
    std::u32string_view rest;
    std::size_t at = std::u32string::npos;
    for (const std::u32string_view word :
         {U"kamery", U"kamere", U"kamera", U"kamer", U"cameras", U"camera", U"cams", U"cam"}) {
      const std::size_t found = folded.find(word);
      const bool whole = found != std::u32string::npos && (found == 0 || !isWordChar(folded[found - 1])) &&
                         (found + word.size() == folded.size() || !isWordChar(folded[found + word.size()]));
      if (!whole) continue;
      at = found + word.size();
      break;
    }
    if (at != std::u32string::npos) {
      rest = std::u32string_view(line).substr(at);
      while (!rest.empty() &&
             (isBlank(rest.front()) || rest.front() == U':' || rest.front() == U'-' || rest.front() == U'–'))
        rest.remove_prefix(1);
      list = list || trimmed(rest).empty();
    } else if (list && !trimmed(line).empty()) {
      // Behind a bulleted list, running text names nothing.
      const bool marked = !trimmed(line).empty() && !startsWith(trimmed(line), withoutBullet(line));
      if (names.empty()) bulleted = marked;
      list = marked || !bulleted;
      const std::u32string name = list ? standingName(line) : U"";
      if (!name.empty()) names.push_back(name);
      continue;
    } else {
      continue;
    }
    // "Rampa, Wiata oraz Brama"
    while (!rest.empty()) {
      const std::u32string folds = foldedText(rest);
      std::size_t end = rest.size();
      std::size_t next = rest.size();
      for (const std::u32string_view word : {U", ", U" i ", U" oraz ", U" and ", U" & "}) {
        const std::size_t found = folds.find(word);
        if (found >= end) continue;
        end = found;
        next = found + word.size();
      }
      const std::u32string name = leadingName(rest.substr(0, end));
      if (name.empty()) break;
      names.push_back(name);
      const bool ended = leadingName(rest.substr(0, end)).size() + 2 < trimmed(rest.substr(0, end)).size() &&
                         !unquoted(rest.substr(0, end));
      if (ended) break;
      rest = rest.substr(next);
    }
  }
  return names;
}

std::u32string nameInSubject(std::u32string_view subject) {
  std::u32string_view rest = trimmed(subject);
  for (bool again = true; again;) {
    again = false;
    const std::u32string folded = foldedText(rest);
    for (const std::u32string_view prefix :
         {U"re:", U"fw:", U"fwd:", U"odp:", U"pd:", U"odp.:", U"[ext]", U"[external]", U"wg:", U"aw:"}) {
      if (!startsWith(folded, prefix)) continue;
      rest = trimmed(rest.substr(prefix.size()));
      again = true;
    }
  }
  for (const LabelledValue& value : labelledValues(rest)) {
    if (!value.target.empty()) return value.target;
    if (value.field != Field::kName) continue;
    const std::u32string name = leadingName(value.value);
    if (!name.empty()) return name;
  }
  // "Nowe hasło – kamera Zsyp"
  const std::u32string folded = foldedText(rest);
  for (const std::u32string_view noun : {U"kamera ", U"kamery ", U"kamere ", U"kamerze ", U"camera "}) {
    const std::size_t at = folded.find(noun);
    if (at != std::u32string::npos && (at == 0 || !isWordChar(folded[at - 1]))) {
      return leadingName(rest.substr(at + noun.size()));
    }
  }
  return U"";
}

}  // namespace cameramonit::registry
