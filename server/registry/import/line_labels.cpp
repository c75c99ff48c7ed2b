#include "server/registry/import/line_labels.h"

#include <algorithm>
#include <initializer_list>

#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

bool isOneOf(std::u32string_view word, std::initializer_list<std::u32string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words of a sentence, never a user or password that stands bare behind its label.
bool isFiller(std::u32string_view folded) {
  return isOneOf(
      folded,
      {U"i",         U"a",         U"z",        U"w",         U"na",      U"do",         U"to",        U"is",
       U"are",       U"was",       U"jest",     U"sa",        U"by",      U"for",        U"of",        U"or",
       U"lub",       U"and",       U"oraz",     U"the",       U"dla",     U"ze",         U"nie",       U"not",
       U"has",       U"have",      U"will",     U"bylo",      U"byl",     U"sie",        U"przez",     U"po",
       U"od",        U"in",        U"on",       U"as",        U"that",    U"which",      U"stays",     U"stay",
       U"remain",    U"remains",   U"zostaje",  U"pozostaje", U"bez",     U"same",       U"unchanged", U"changed",
       U"protected", U"required",  U"again",    U"below",     U"ponizej", U"mam",        U"mozna",     U"zmienione",
       U"zmieniony", U"zmienilem", U"dziala",   U"przesle",   U"wysle",   U"podam",      U"prosze",    U"please",
       U"can",       U"could",     U"needs",    U"we",        U"you",     U"it",         U"this",      U"your",
       U"our",       U"my",        U"moje",     U"nasze",     U"do:",     U"manager",    U"policy",    U"reset",
       U"from",      U"with",      U"at",       U"but",       U"because", U"oddzielnie", U"tez",       U"takze",
       U"were",      U"rather",    U"only",     U"tylko",     U"kamery",  U"kamera",     U"camera",    U"cameras",
       U"kamer",     U"needed",    U"wymagane", U"potrzebne", U"wygasa",  U"expires",    U"expired",   U"if",
       U"when",      U"gdy"});
}

std::u32string_view wordAt(std::u32string_view text) {
  std::size_t end = 0;
  while (end < text.size() && !isBlank(text[end])) ++end;
  return text.substr(0, end);
}

bool looksSecret(std::u32string_view word) {
  return std::any_of(word.begin(), word.end(), [](char32_t c) {
    return isUpper(c) || (c >= U'0' && c <= U'9') || (!isWordChar(c) && c != U'.' && c != U',');
  });
}

/// Whether a label that is not marked by a colon really labels what follows. `known` says that the line holds other
/// data.
bool isPlausible(const Label& label, std::u32string_view line, bool known) {
  if (label.tie == Tie::kMark) return true;
  const std::u32string_view value = trimmed(line.substr(std::min(label.value, line.size())));
  if (value.empty()) return false;
  const std::u32string_view word = wordAt(value);
  const std::u32string folded = foldedText(word);
  std::u32string plain = folded;
  while (!plain.empty() && contains(U".,;:!?", plain.substr(plain.size() - 1))) plain.pop_back();
  switch (label.field) {
    case Field::kUrl:
    case Field::kSubUrl:
    case Field::kHost: {
      const auto found = findAddress(value, 0);
      return (found && found->begin == 0) || looksLikeHost(firstToken(value)) ||
             (unquoted(value) && findAddress(value, 0));
    }
    case Field::kPort:
      return word[0] >= U'0' && word[0] <= U'9';
    case Field::kPath:
      return word[0] == U'/';
    case Field::kProtocol:
      return plain == U"onvif" || plain == U"rtsp";
    case Field::kUser:
    case Field::kLogin:
      if (label.leads && !isFiller(plain) && word.size() == value.size()) return true;
      return !isFiller(plain) && (known || label.tie == Tie::kVerb || unquoted(value));
    case Field::kPassword: {
      if (label.leads && !isFiller(plain) && word.size() == value.size()) return true;
      const bool absent = whatIsSaid(value) != Said::kValue;
      if (absent && known) return true;
      return !isFiller(plain) && (known || label.tie == Tie::kVerb || unquoted(value) || looksSecret(word));
    }
    case Field::kName:
      return !leadingName(value).empty();
    case Field::kObsolete:
      return true;
    case Field::kOther:
      return false;
  }
  return false;
}

/// Where what stands in place of a value ends: "takie same jak w kamerze 1" labels nothing.
std::size_t endOfRemark(std::u32string_view line, std::size_t from) {
  const std::size_t end = std::min({line.find(U',', from), line.find(U';', from), line.find(U". ", from), line.size()});
  return whatIsSaid(line.substr(from, end - from)) == Said::kSame ? end : from;
}

/// Whether what lies between a password's mark and the next label is the password's beginning: "Hasło: Login:1".
bool isWithinPassword(std::u32string_view between) {
  while (!between.empty() && isBlank(between.front())) between.remove_prefix(1);
  return std::none_of(between.begin(), between.end(),
                      [](char32_t c) { return isBlank(c) || c == U',' || c == U';' || c == U'|' || c == U'/'; });
}

/// Of "do kamery Taras to Jaskółka88": the camera, and where the value begins. `text` is what follows a label.
struct Target {
  std::u32string name;
  std::size_t value = std::u32string_view::npos;
};

std::size_t skipWords(std::u32string_view folded, std::size_t at, std::initializer_list<std::u32string_view> words,
                      bool& any) {
  for (bool again = true; again;) {
    again = false;
    while (at < folded.size() && folded[at] == U' ') ++at;
    for (const std::u32string_view word : words) {
      if (!startsWith(folded.substr(at), word)) continue;
      const std::size_t end = at + word.size();
      if (end < folded.size() && isWordChar(folded[end])) continue;
      at = end;
      any = again = true;
      break;
    }
  }
  return at;
}

Target targetOf(std::u32string_view text) {
  const std::u32string folded = foldedText(text);
  bool preposition = false;
  bool camera = false;
  std::size_t at = skipWords(
      folded, 0, {U"do", U"dla", U"for", U"of", U"w", U"na", U"on", U"to", U"from", U"z", U"rtsp"}, preposition);
  if (!preposition) return {};
  at = skipWords(
      folded, at,
      {U"the", U"new", U"kamery", U"kamerze", U"kamera", U"kamere", U"kamerki", U"camera", U"cam", U"nowej", U"our"},
      camera);
  Target target;
  std::size_t end = text.size();
  for (const std::u32string_view tie : {U":",
                                        U"=",
                                        U" - ",
                                        U" – ",
                                        U" — ",
                                        U" to ",
                                        U" is now ",
                                        U" is ",
                                        U" jest ",
                                        U" brzmi ",
                                        U" na ",
                                        U" has been changed to ",
                                        U" has changed to ",
                                        U" was changed to ",
                                        U" changed to ",
                                        U" should be ",
                                        U" powinno byc ",
                                        U" ma byc ",
                                        U" zostalo zmienione na ",
                                        U" zmienione na ",
                                        U" was changed from ",
                                        U" has been changed from ",
                                        U" has changed from ",
                                        U" changed from ",
                                        U" zostalo zmienione z ",
                                        U" zmienilo sie z ",
                                        U" zmienione z "}) {
    const std::size_t found = folded.find(tie, at);
    if (found == std::u32string::npos || found > end) continue;
    // The longest tie at the earliest place.
    if (found < end || found + tie.size() > target.value || target.value == std::u32string_view::npos) {
      end = found;
      target.value = found + tie.size();
    }
  }
  // "changed from a to b": what it is now stands behind.
  if (target.value != std::u32string_view::npos && target.value >= 6) {
    const std::u32string_view tie = std::u32string_view(folded).substr(0, target.value);
    const bool english = tie.substr(tie.size() - 6) == U" from ";
    const bool polish = tie.substr(tie.size() - 3) == U" z ";
    const std::size_t now = english  ? folded.find(U" to ", target.value)
                            : polish ? folded.find(U" na ", target.value)
                                     : std::u32string::npos;
    if (now != std::u32string::npos) target.value = now + 4;
  }
  const std::size_t stop = std::min({folded.find(U". ", at), folded.find(U", ", at), folded.size()});
  if (stop < end) {
    end = stop;
    target.value = std::u32string_view::npos;
  }
  const std::u32string_view between = trimmed(text.substr(at, end - at));
  std::u32string name = unquoted(between) ? *unquoted(between) : leadingName(between);
  const bool whole = name.size() + 8 >= between.size();
  if (name.empty() || (!whole && target.value != std::u32string_view::npos)) return {};
  if (target.value == std::u32string_view::npos && !camera) return {};
  target.name = std::move(name);
  return target;
}

/// `Adres kamery "Taras" rtsp://…`: the label itself says "kamery".
Target quotedTarget(std::u32string_view folded, std::u32string_view line, const Label& label) {
  const std::u32string_view words = folded.substr(label.begin, label.end - label.begin);
  const std::u32string_view rest = line.substr(label.end);
  Target target;
  const auto inner = unquoted(rest);
  if (!inner || (!endsWith(words, U"kamery") && !endsWith(words, U"camera"))) return target;
  target.name = collapsed(*inner);
  target.value = std::min(rest.size(), rest.find(*inner) + inner->size() + 1);
  return target;
}

}  // namespace

std::u32string leadingName(std::u32string_view text) {
  text = trimmed(text);
  for (const std::u32string_view word :
       {U"o nazwie ", U"pod nazwą ", U"nazwana ", U"called ", U"named ", U"nr ", U"pt. ", U"pn. "}) {
    if (startsWith(text, word)) text = trimmed(text.substr(word.size()));
  }
  // "Kamera 1 – Sklep przód": the number counts, the words behind it name.
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= U'0' && text[digits] <= U'9') ++digits;
  if (digits > 0 && digits < 3) {
    std::u32string_view behind = trimmed(text.substr(digits));
    const bool mark = !behind.empty() && contains(U"-–—:.)", behind.substr(0, 1)) && behind.size() > 2 &&
                      (isBlank(behind[1]) || behind[0] == U':');
    if (mark) {
      behind = trimmed(behind.substr(1));
      const bool names =
          !behind.empty() && (isUpper(behind[0]) || unquoted(behind)) && !findAddress(behind.substr(0, 10), 0);
      if (names) text = behind;
    }
  }
  if (text.empty()) return U"";
  if (const auto inner = unquoted(text)) return collapsed(*inner);
  const bool opens = isUpper(text[0]) || (text[0] >= U'0' && text[0] <= U'9');
  const std::u32string folded = foldedText(text) + U" ";
  std::size_t end = text.size();
  for (std::size_t i = 0; i < text.size() && end == text.size(); ++i) {
    const char32_t c = text[i];
    const bool dot = c == U'.' && (i + 1 == text.size() || isBlank(text[i + 1]));
    const bool dash = (c == U'-' || c == U'–' || c == U'—') && i > 0 && isBlank(text[i - 1]) && i + 1 < text.size() &&
                      isBlank(text[i + 1]);
    if (c == U',' || c == U';' || c == U':' || c == U'(' || c == U'\n' || c == U'!' || c == U'?' || c == U'=' ||
        c == U'|' || c == U'\t' || c == U'<' || c == U'"' || c == U'„' || dot || dash) {
      end = i;
    }
  }
  const bool marked =
      end < text.size() && (text[end] == U',' || text[end] == U':' || text[end] == U'-' || text[end] == U'–' ||
                            text[end] == U'(' || text[end] == U'|' || text[end] == U'\t');
  for (const std::u32string_view word :
       {U" pod adres", U" na adres", U" na ip",   U" ma ",     U" jest",     U" is ",      U" at ",    U" has ",
        U" with ",     U" z login",  U" z hasl",  U" z adres", U" o adres",  U" to ",      U" zostal", U" rtsp",
        U" http",      U" adres",    U" login",   U" haslo",   U" dziala",   U" streams",  U" was ",   U" can be",
        U" nie ",      U" poniewaz", U" because", U" user",    U" password", U" please",   U" prosze", U" dostep",
        U" bo ",       U" since",    U" which",   U" ktor",    U" it ",      U" i prosze", U" – ",     U" from ",
        U" zmien",     U" moved",    U" zosta",   U" and ",    U" needs",    U" now ",     U" znow",   U" ip "}) {
    const std::size_t found = folded.find(word);
    if (found != std::u32string::npos && found > 0) end = std::min(end, found);
  }
  std::u32string name = collapsed(text.substr(0, end));
  for (const std::u32string_view noun : {U" camera", U" cam", U" kamera"}) {  // "the Front Door camera"
    const std::u32string folds = foldedText(name);
    if (folds.size() > noun.size() && folds.substr(folds.size() - noun.size()) == noun) {
      name.resize(name.size() - noun.size());
    }
  }
  const std::u32string first(wordAt(foldedText(name)));
  const bool generic = isOneOf(
      first, {U"onvif", U"ip",        U"rtsp",  U"http",        U"jest",     U"nie",        U"is",        U"do",
              U"w",     U"na",        U"z",     U"i",           U"and",      U"has",        U"will",      U"for",
              U"of",    U"hikvision", U"dahua", U"reolink",     U"axis",     U"ma",         U"to",        U"at",
              U"o",     U"url",       U"login", U"ktora",       U"details",  U"data",       U"dane",      U"szczegoly",
              U"list",  U"lista",     U"info",  U"information", U"settings", U"parameters", U"parametry", U"access"});
  const auto words = std::count(name.begin(), name.end(), U' ') + 1;
  if (name.empty() || generic || words > 7 || name.size() > 60) return U"";
  if (!opens && !(marked && words <= 4)) return U"";
  return name;
}

std::vector<LabelledValue> labelledValues(std::u32string_view line) {
  const std::u32string folded = foldedText(line);
  std::vector<Label> labels = findLabels(folded);
  const bool address = findAddress(line, 0).has_value();
  std::vector<LabelledValue> values;
  std::vector<Label> kept;
  std::size_t quotedUntil = 0;
  for (const Label& label : labels) {
    if (label.begin < quotedUntil) continue;
    if (!kept.empty() && kept.back().field == Field::kPassword && kept.back().tie == Tie::kMark &&
        isWithinPassword(line.substr(kept.back().value, label.begin - std::min(label.begin, kept.back().value)))) {
      continue;
    }
    const bool others = std::any_of(labels.begin(), labels.end(), [&label](const Label& other) {
      return other.begin != label.begin &&
             (other.field == Field::kUser || other.field == Field::kPassword || other.field == Field::kLogin ||
              other.field == Field::kUrl || other.field == Field::kHost);
    });
    const std::u32string_view rest = line.substr(std::min(label.value, line.size()));
    const bool mayTarget = label.tie != Tie::kMark && label.field != Field::kName && label.field != Field::kOther;
    Target target = mayTarget ? targetOf(line.substr(label.end)) : Target{};
    if (mayTarget && target.name.empty()) target = quotedTarget(folded, line, label);
    if (!target.name.empty()) {
      LabelledValue named;
      named.field = label.field;
      named.begin = label.begin;
      named.target = target.name;
      named.tie = Tie::kVerb;
      if (target.value != std::u32string_view::npos) {
        named.end = line.size();
        named.value = std::u32string(line.substr(std::min(line.size(), label.end + target.value)));
      } else {
        named.end = label.end + target.name.size();
      }
      values.push_back(named);
      kept.push_back(label);
      quotedUntil = target.value == std::u32string_view::npos ? named.end : label.end + target.value;
      continue;
    }
    if (!isPlausible(label, line, address || others)) continue;
    kept.push_back(label);
    LabelledValue value;
    value.field = label.field;
    value.tie = label.tie;
    value.begin = label.begin;
    value.value = std::u32string(rest);
    values.push_back(value);
    if (const auto inner = unquoted(rest)) quotedUntil = label.value + inner->size() + 2;
    const bool login = label.field == Field::kUser || label.field == Field::kPassword || label.field == Field::kLogin;
    if (login && quotedUntil <= label.value) quotedUntil = endOfRemark(line, std::min(label.value, line.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t next = i + 1 < kept.size() ? kept[i + 1].begin : line.size();
    if (values[i].target.empty() || !values[i].value.empty()) {
      const std::size_t from = line.size() - values[i].value.size();
      values[i].end = next;
      values[i].value = std::u32string(line.substr(std::min(from, next), next - std::min(from, next)));
    }
    values[i].alone = kept[i].leads && kept[i].tie == Tie::kMark && i + 1 == kept.size();
    if (i + 1 == kept.size()) continue;
    // What divides this value from the next label is no part of it.
    std::u32string& text = values[i].value;
    // "Login: mleko. Hasło: x": one sentence a value.
    const bool sentence = values[i].target.empty() && isUpper(line[next]);
    while (!text.empty() && isBlank(text.back())) text.pop_back();
    if (sentence && text.size() > 1 && text.back() == U'.') text.pop_back();
    for (bool again = true; again && !text.empty();) {
      const char32_t last = text.back();
      again = isBlank(last) || contains(U",;|/(-–—•\"{[", std::u32string_view(&last, 1));
      if (last == U'"' && std::count(text.begin(), text.end(), U'"') % 2 == 0) again = false;
      if (again) text.pop_back();
      for (const std::u32string_view word : {U" i", U" oraz", U" and", U" a", U" z", U" the", U" with", U" its"}) {
        if (text.size() <= word.size() || std::u32string_view(text).substr(text.size() - word.size()) != word) continue;
        text.resize(text.size() - word.size());
        again = true;
      }
    }
  }
  return values;
}

}  // namespace cameramonit::registry
