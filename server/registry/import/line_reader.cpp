#include "server/registry/import/line_reader.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "server/registry/import/camera_gatherer.h"
#include "server/registry/import/line_labels.h"
#include "server/registry/import/raw_fields.h"
#include "server/registry/import/table_reader.h"
#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLongestLine = 4000;
constexpr std::size_t kMostLines = 20'000;

bool containsAny(std::u32string_view text, std::initializer_list<std::u32string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [text](std::u32string_view part) { return contains(text, part); });
}

std::vector<std::u32string> linesOf(std::u32string_view text) {
  std::vector<std::u32string> lines;
  for (std::size_t from = 0; from <= text.size() && lines.size() < kMostLines;) {
    const std::size_t to = std::min(text.find(U'\n', from), text.size());
    lines.emplace_back(text.substr(from, std::min(to - from, kLongestLine)));
    from = to + 1;
  }
  return lines;
}

/// Without "1.", "a)", "-", "•" in front and punctuation behind.
std::u32string withoutBullet(std::u32string_view text) {
  text = trimmed(text);
  std::size_t i = 0;
  while (i < text.size() && text[i] >= U'0' && text[i] <= U'9' && i < 3) ++i;
  if (i > 0 && i < text.size() && (text[i] == U'.' || text[i] == U')' || text[i] == U':') &&
      (i + 1 == text.size() || isBlank(text[i + 1]))) {
    text = trimmed(text.substr(i + 1));
  } else if (text.size() > 2 && isWordChar(text[0]) && text[1] == U')') {
    text = trimmed(text.substr(2));
  }
  while (!text.empty() && contains(U"-*•·–—>+#▪◦‣|", text.substr(0, 1))) text = trimmed(text.substr(1));
  while (!text.empty() && contains(U"-:–—,;|=>→(<\"*", text.substr(text.size() - 1))) {
    if (text.back() == U'"' && unquoted(text)) break;
    text = trimmed(text.substr(0, text.size() - 1));
  }
  return std::u32string(text);
}

bool isGreeting(std::u32string_view folded) {
  return containsAny(folded,
                     {U"dzien dobry", U"witam",      U"czesc",        U"hej",         U"hello",      U"hi ",
                      U"dear ",       U"szanown",    U"good morning", U"please",      U"prosz",      U"przesylam",
                      U"kamery:",     U"cameras:",   U"dane kamer",   U"ponizej",     U"below",      U"pozdraw",
                      U"regards",     U"thanks",     U"dziek",        U"wysylam",     U"zalacz",     U"attach",
                      U"following",   U"nastepujac", U"lista kamer",  U"nowe kamery", U"new cameras"}) ||
         folded == U"hi" || folded == U"hej" || folded == U"cams" || folded == U"kamery" || folded == U"cameras";
}

/// A name that stands before an address or above it, without a label.
std::u32string standingName(std::u32string_view text) {
  std::u32string name = withoutBullet(text);
  if (const auto inner = unquoted(name)) return collapsed(*inner);
  const std::u32string folded = foldedText(name);
  const auto words = std::count(name.begin(), name.end(), U' ') + 1;
  const bool sentence =
      !name.empty() && contains(U".!?", std::u32string_view(name).substr(name.size() - 1)) && words > 2;
  const bool other = name.find_first_of(U"@=/\\") != std::u32string::npos && !contains(name, U" / ");
  if (name.empty() || words > 6 || name.size() > 60 || isGreeting(folded) || sentence || other) return U"";
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

bool isShared(std::u32string_view folded) {
  return containsAny(folded, {U"wszystk",   U"wspoln",        U"kazd",       U"do obu",
                              U"dla obu",   U"obydw",         U"obie",       U"oba ",
                              U"obu ",      U" all ",         U"for all",    U"both",
                              U"each",      U"every",         U"same login", U"same credentials",
                              U"same user", U"same password", U"shared",     U"common",
                              U"te same",   U"takie same",    U"to samo",    U"ten sam",
                              U"identyczn", U"jednakow"});
}

/// Whether an address that nothing calls one is a camera's: people also write where their company is.
bool isCameraAddress(std::u32string_view address) {
  const std::u32string folded = foldedText(address);
  if (startsWith(folded, U"rtsp")) return true;
  if (!startsWith(folded, U"http")) return false;
  return containsAny(folded, {U"mjpg", U"mjpeg", U"/video", U"stream", U"cgi", U"snapshot", U".m3u8", U"/live", U".jpg",
                              U".mp4", U"onvif"}) &&
         !containsAny(folded, {U"youtube", U"facebook", U"linkedin", U"shop", U"www."});
}

/// Reads line after line. Thread-bound.
class Reader {
 public:
  RawReading read(std::u32string_view text) {
    const std::vector<std::u32string> lines = linesOf(text);
    const std::vector<TableFound> tables = findTables(lines);
    std::size_t table = 0;
    for (std::size_t i = 0; i < lines.size();) {
      if (table < tables.size() && tables[table].begin == i) {
        for (const RawCamera& camera : tables[table].cameras) gatherer_.addCamera(camera);
        i = tables[table++].end;
        heading_.clear();
        continue;
      }
      line(lines[i++]);
    }
    return gatherer_.finish();
  }

 private:
  void line(std::u32string_view text) {
    if (trimmed(text).empty()) {
      gatherer_.noteBlankLine();
      ++blanks_;
      return;
    }
    const std::u32string folded = foldedText(text);
    if (contains(folded, U"onvif")) onvifLine_ = true;
    const std::vector<LabelledValue> values = labelledValues(text);
    const bool labels = labelled(text, folded, values);
    const bool found = addresses(text, values);
    const bool took = labels || found || (onvifLine_ && bareHost(text));
    if (labels && onvifLine_ && !gatherer_.current().saysWhere()) bareHost(text);
    if (!took) plain(text);
    if (took) heading_.clear();
    blanks_ = 0;
    onvifLine_ = false;
  }

  bool labelled(std::u32string_view text, std::u32string_view folded, const std::vector<LabelledValue>& values) {
    bool took = false;
    for (const LabelledValue& value : values) {
      if (!value.target.empty()) {
        RawCamera named;
        named.name = toUtf8(value.target);
        if (!gatherer_.current().name || *gatherer_.current().name != *named.name) gatherer_.add(Field::kName, named);
        took = true;
        if (value.value.empty()) continue;
      }
      if (value.field == Field::kOther) continue;
      std::u32string content = value.value;
      if (value.field == Field::kName && (value.tie != Tie::kMark)) content = leadingName(content);
      if (value.field == Field::kName && value.tie == Tie::kMark && !value.alone) content = inlineName(content);
      RawCamera one;
      one.onvif = onvifLine_;
      const bool last = &value == &values.back();
      const ValueStyle style =
          value.alone || (!last && value.tie == Tie::kMark) ? ValueStyle::kLine : ValueStyle::kInline;
      if (!setField(one, value.field, content, style)) continue;
      const bool login = value.field == Field::kUser || value.field == Field::kPassword || value.field == Field::kLogin;
      if (login && isShared(folded) && !one.userSame && !one.passwordSame && !findAddress(text, 0)) {
        gatherer_.addShared(one);
        took = true;
        continue;
      }
      if (value.field == Field::kUrl && !labelMeansCamera(one)) continue;
      useHeading();
      gatherer_.add(value.field, one);
      if (one.saysWhere()) prefixName(text, values, value.begin);
      took = true;
    }
    return took;
  }

  /// A labelled value that other values follow on its line: "Kamera: Garaż, rtsp://…".
  static std::u32string inlineName(std::u32string_view content) {
    if (unquoted(content)) return std::u32string(content);
    const auto found = findAddress(content, 0);
    std::u32string name(found ? content.substr(0, found->begin) : content);
    const std::size_t comma = name.find(U", ");
    if (comma != std::u32string::npos) name.resize(comma);
    return withoutBullet(name);
  }

  static bool labelMeansCamera(const RawCamera& one) {
    if (!one.url) return true;
    const std::u32string url = fromUtf8(*one.url);
    return !startsWith(foldedText(url), U"http") || !contains(foldedText(url), U"www.");
  }

  /// "Rampa – adres: rtsp://…": what stands before the first label may be the name.
  void prefixName(std::u32string_view text, const std::vector<LabelledValue>& values, std::size_t begin) {
    if (values.empty() || values.front().begin != begin || gatherer_.current().name || begin == 0) return;
    const std::u32string name = standingName(text.substr(0, begin));
    if (!name.empty()) gatherer_.addWeakName(toUtf8(name));
  }

  /// Addresses that no label announced, with the name before and the login behind them.
  bool addresses(std::u32string_view text, const std::vector<LabelledValue>& values) {
    bool took = false;
    std::size_t from = 0;
    while (const auto found = findAddress(text, from)) {
      const auto covers = [&found](const LabelledValue& value) {
        const bool where = value.field == Field::kUrl || value.field == Field::kSubUrl || value.field == Field::kHost;
        return where && value.begin < found->begin && found->begin < value.end;
      };
      const bool labelledOne = std::any_of(values.begin(), values.end(), covers);
      if (!labelledOne && isCameraAddress(found->text)) {
        RawCamera one;
        one.url = toUtf8(found->text);
        useHeading();
        const std::size_t nameFrom = from;
        gatherer_.add(Field::kUrl, one);
        const bool named = std::any_of(values.begin(), values.end(), [&](const LabelledValue& value) {
          return value.begin < found->begin && (value.field == Field::kName || !value.target.empty());
        });
        if (!named && (!gatherer_.current().name || gatherer_.current().weakName)) {
          const std::u32string name = standingName(text.substr(nameFrom, found->begin - nameFrom));
          if (!name.empty()) gatherer_.addWeakNameHere(toUtf8(name));
        }
        behind(text, found->end, values);
        took = true;
      } else if (labelledOne) {
        behind(text, found->end, values);
      }
      from = found->end;
    }
    return took;
  }

  /// "… , admin, Haslo1", "… (admin / Haslo1)".
  void behind(std::u32string_view text, std::size_t at, const std::vector<LabelledValue>& values) {
    for (const LabelledValue& value : values) {
      if (value.begin >= at) return;
    }
    if (gatherer_.current().user || gatherer_.current().password) return;
    std::u32string_view rest = text.substr(at);
    while (!rest.empty() && (isBlank(rest.front()) || contains(U",;|–-—>:", rest.substr(0, 1)))) rest.remove_prefix(1);
    bareLogin(rest);
  }

  bool bareLogin(std::u32string_view text) {
    text = trimmed(text);
    while (!text.empty() && (text.back() == U'|' || isBlank(text.back()))) text.remove_suffix(1);
    const auto words = std::count_if(text.begin(), text.end(), isBlank) + 1;
    const auto split = splitLogin(text);
    if (!split || words > 3 || findAddress(text, 0) || split->first.size() > 40) return false;
    const bool divided = text.find_first_of(U"/:|;,\t") != std::u32string_view::npos;
    const std::u32string user = foldedText(split->first);
    const bool word = std::all_of(user.begin(), user.end(), [](char32_t c) {
      return isWordChar(c) || c == U'.' || c == U'-' || c == U'@' || c == U'+';
    });
    const bool telling = std::any_of(split->second.begin(), split->second.end(), [](char32_t c) {
      return !isWordChar(c) || isUpper(c) || (c >= U'0' && c <= U'9');
    });
    if (!word || (!divided && (!telling || words > 2))) return false;
    RawCamera one;
    if (!setField(one, Field::kUser, split->first, ValueStyle::kLine) ||
        !setField(one, Field::kPassword, split->second, ValueStyle::kLine))
      return false;
    gatherer_.add(Field::kLogin, one);
    return true;
  }

  /// "ONVIF only: 10.2.0.15 port 80": a number that no label announced.
  bool bareHost(std::u32string_view text) {
    if (gatherer_.current().saysWhere()) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool begins =
          text[i] >= U'0' && text[i] <= U'9' && (i == 0 || (!isWordChar(text[i - 1]) && text[i - 1] != U'.'));
      const std::u32string token = begins ? firstToken(text.substr(i)) : U"";
      if (token.empty() || token.find(U'.') == std::u32string::npos || !looksLikeHost(token)) continue;
      RawCamera one;
      one.onvif = true;
      if (!setField(one, Field::kHost, text.substr(i), ValueStyle::kInline)) return false;
      gatherer_.add(Field::kHost, one);
      return true;
    }
    return false;
  }

  void plain(std::u32string_view text) {
    const RawCamera& current = gatherer_.current();
    if (current.saysWhere() && !current.user && !current.password && blanks_ == 0 && bareLogin(text)) return;
    heading_ = standingName(text);
    const bool ends = contains(U",.!?", trimmed(text).substr(trimmed(text).size() - 1));
    if (ends) heading_.clear();
  }

  /// A short line above the first value of a camera is its name.
  void useHeading() {
    if (heading_.empty() || blanks_ > 1) return;
    const RawCamera& current = gatherer_.current();
    const bool lower = !isUpper(heading_[0]) && !(heading_[0] >= U'0' && heading_[0] <= U'9');
    if (!current.name || current.saysWhere()) {
      if (blanks_ == 0 || !lower) gatherer_.addWeakName(toUtf8(heading_));
    }
    heading_.clear();
  }

  CameraGatherer gatherer_;
  std::u32string heading_;
  int blanks_ = 0;
  bool onvifLine_ = false;
};

}  // namespace

RawReading readCameras(std::u32string_view text) {
  return Reader().read(text);
}

std::vector<std::u32string> namesToRemove(std::u32string_view text) {
  std::vector<std::u32string> names;
  bool list = false;
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
      const std::u32string name = standingName(line);
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
  return U"";
}

}  // namespace cameramonit::registry
