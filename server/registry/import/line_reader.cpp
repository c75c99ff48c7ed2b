#include "server/registry/import/line_reader.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "server/registry/import/camera_gatherer.h"
#include "server/registry/import/line_labels.h"
#include "server/registry/import/line_phrases.h"
#include "server/registry/import/raw_fields.h"
#include "server/registry/import/spoken_names.h"
#include "server/registry/import/table_reader.h"
#include "server/registry/import/unicode_text.h"
#include "server/registry/import/value_text.h"

namespace cameramonit::registry {
namespace {

constexpr std::size_t kLongestLine = 4000;
constexpr std::size_t kMostLines = 20'000;

/// Reads line after line. Thread-bound.
class Reader {
 public:
  RawReading read(std::u32string_view text) {
    std::vector<std::u32string> lines = linesOf(text);
    if (lines.size() > kMostLines) lines.resize(kMostLines);
    for (std::u32string& line : lines) line.resize(std::min(line.size(), kLongestLine));
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
    RawReading reading = gatherer_.finish();
    // A number without a path is a device's when the message speaks of ONVIF.
    if (contains(foldedText(text), U"onvif")) {
      for (RawCamera& camera : reading.cameras) camera.onvif = camera.onvif || (!camera.url && !camera.path);
    }
    return reading;
  }

 private:
  void line(std::u32string_view text) {
    if (trimmed(text).empty()) {
      gatherer_.noteBlankLine();
      ++blanks_;
      return;
    }
    const std::u32string folded = foldedText(text);
    if (passwordOfList(text, folded)) return;
    if (contains(folded, U"onvif")) onvifLine_ = true;
    std::vector<LabelledValue> values = labelledValues(text);
    const bool open = saysOpen(folded);
    if (open) dropSentenceLogins(values);
    addressesRead_ = 0;
    bool found = false;
    const bool labels = labelled(text, folded, values, found);
    found = addresses(text, values, text.size()) || found;
    if (!labels && changedPassword(text, folded)) found = true;
    const bool took = labels || found || (onvifLine_ && bareHost(text));
    if (labels && onvifLine_ && !gatherer_.current().saysWhere()) bareHost(text);
    if (open) addOpen(folded);
    if (!took) plain(text);
    if (took) heading_.clear();
    blanks_ = 0;
    onvifLine_ = false;
  }

  /// "Somebody changed the password. It's now x."
  bool changedPassword(std::u32string_view text, std::u32string_view folded) {
    const std::size_t subject = std::min(folded.find(U"password"), folded.find(U"haslo"));
    if (subject == std::u32string_view::npos) return false;
    for (const std::u32string_view words : {U" it's now ", U" it’s now ", U" it is now ", U" its now ", U" new one is ",
                                            U" teraz to ", U" teraz jest ", U" teraz brzmi ", U" nowe to "}) {
      const std::size_t at = folded.find(words, subject);
      if (at == std::u32string_view::npos) continue;
      const std::u32string value = firstToken(text.substr(at + words.size()));
      const bool plain = std::all_of(value.begin(), value.end(), [](char32_t c) {
        return isWordChar(c) && !isUpper(c) && !(c >= U'0' && c <= U'9');
      });
      RawCamera one;
      if (plain || !setField(one, Field::kPassword, text.substr(at + words.size()), ValueStyle::kInline)) return false;
      gatherer_.add(Field::kPassword, one);
      return true;
    }
    return false;
  }

  /// Below "New passwords:", a line is a name and a password.
  bool passwordOfList(std::u32string_view text, std::u32string_view folded) {
    const std::u32string_view plain = trimmed(folded);
    const bool begins = plain.size() < 60 && (endsWith(plain, U"hasla:") || endsWith(plain, U"passwords:"));
    if (begins) {
      passwordList_ = true;
      return true;
    }
    if (!passwordList_) return false;
    for (const std::u32string_view tie : {U": ", U" - ", U" – ", U" — ", U" = ", U" → ", U"\t"}) {
      const std::size_t at = text.find(tie);
      if (at == std::u32string_view::npos || at == 0 || !labelledValues(text).empty()) continue;
      RawCamera camera;
      camera.name = toUtf8(standingName(text.substr(0, at)));
      if (camera.name->empty()) break;
      if (!setField(camera, Field::kPassword, text.substr(at + tie.size()), ValueStyle::kLine)) break;
      gatherer_.addCamera(camera);
      return true;
    }
    passwordList_ = false;
    return false;
  }

  /// Of "no username or password needed", "needed" is no password.
  static void dropSentenceLogins(std::vector<LabelledValue>& values) {
    const auto bareLogin = [](const LabelledValue& value) {
      const bool login = value.field == Field::kUser || value.field == Field::kPassword || value.field == Field::kLogin;
      return login && value.tie != Tie::kMark;
    };
    values.erase(std::remove_if(values.begin(), values.end(), bareLogin), values.end());
  }

  void addOpen(std::u32string_view folded) {
    const RawCamera& current = gatherer_.current();
    if (current.password || (!current.saysWhere() && !current.name)) return;
    RawCamera open;
    open.password = "";
    const bool user = containsAny(folded, {U"user", U"login", U"logowan", U"uzytkown", U"credentials", U"authenti"});
    if (user && !current.user) open.user = "";
    gatherer_.add(Field::kPassword, open);
  }

  /// `found` says that addresses between the labels were read.
  bool labelled(std::u32string_view text, std::u32string_view folded, const std::vector<LabelledValue>& values,
                bool& found) {
    bool took = false;
    const bool hasName = std::any_of(values.begin(), values.end(), [](const LabelledValue& value) {
      return value.field == Field::kName || !value.target.empty();
    });
    if (const std::u32string name = hasName ? U"" : nameBeforeNoun(text); !name.empty()) {
      RawCamera one;
      one.name = toUtf8(name);
      gatherer_.add(Field::kName, one);
      took = true;
    }
    for (const LabelledValue& value : values) {
      found = addresses(text, values, value.begin) || found;
      if (!value.target.empty()) {
        RawCamera named;
        named.name = toUtf8(value.target);
        if (!gatherer_.current().name || *gatherer_.current().name != *named.name) gatherer_.add(Field::kName, named);
        took = true;
        if (value.value.empty()) continue;
      }
      if (value.field == Field::kOther || value.field == Field::kObsolete) continue;
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
      if (login && !one.userSame && !one.passwordSame && isSharedHere(text, folded)) {
        gatherer_.addShared(one);
        took = true;
        continue;
      }
      if (value.field == Field::kUrl && !labelMeansCamera(one)) continue;
      useHeading();
      gatherer_.add(value.field, one);
      if (one.saysWhere() || (value.tie == Tie::kMark && opensValue(text, value.begin))) {
        prefixName(text, values, value.begin);
      }
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

  /// Beside an address, a word such as "all" may mean something else; beside two, "for both" does not.
  static bool isSharedHere(std::u32string_view text, std::u32string_view folded) {
    const auto first = findAddress(text, 0);
    if (!first) return isShared(folded);
    return findAddress(text, first->end) &&
           containsAny(folded, {U"dla obu", U"do obu", U"dla wszystkich", U"do wszystkich", U"for all", U"for both"});
  }

  /// "Front Door - new password: x": a name and a dash stand before the label.
  static bool opensValue(std::u32string_view text, std::size_t begin) {
    const std::u32string_view before = trimmed(text.substr(0, begin));
    return before.size() > 1 && contains(U"-–—:,|", before.substr(before.size() - 1)) &&
           (isUpper(before[0]) || unquoted(before.substr(0, before.size() - 1)));
  }

  /// "Rampa – adres: rtsp://…": what stands before the first label may be the name.
  void prefixName(std::u32string_view text, const std::vector<LabelledValue>& values, std::size_t begin) {
    if (values.empty() || values.front().begin != begin || gatherer_.current().name || begin == 0) return;
    const std::u32string name = standingName(text.substr(0, begin));
    if (!name.empty()) gatherer_.addWeakName(toUtf8(name));
  }

  /// Addresses before `limit` that no label announced, with the name before and the login behind them.
  bool addresses(std::u32string_view text, const std::vector<LabelledValue>& values, std::size_t limit) {
    bool took = false;
    std::size_t& from = addressesRead_;
    while (const auto found = findAddress(text, from)) {
      if (found->begin >= limit) break;
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
          return nameFrom <= value.begin && value.begin < found->begin &&
                 (value.field == Field::kName || !value.target.empty());
        });
        if (!named && (!gatherer_.current().name || gatherer_.current().weakName)) {
          const std::u32string name = standingName(lastSentence(text.substr(nameFrom, found->begin - nameFrom)));
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

  static std::u32string_view lastSentence(std::u32string_view text) {
    const std::size_t stop = text.rfind(U". ");
    const bool sentence =
        stop != std::u32string_view::npos && stop > 3 && isUpper(text[std::min(stop + 2, text.size() - 1)]);
    return sentence ? text.substr(stop + 2) : text;
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
    const auto rule = [](char32_t c) { return contains(U"-=_~*# ", std::u32string_view(&c, 1)); };
    if (std::all_of(text.begin(), text.end(), rule)) return;  // drawn under a heading
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
  bool passwordList_ = false;
  std::size_t addressesRead_ = 0;  ///< how far the line at hand was searched for addresses
  bool onvifLine_ = false;
};

}  // namespace

RawReading readCameras(std::u32string_view text) {
  return Reader().read(text);
}

}  // namespace cameramonit::registry
