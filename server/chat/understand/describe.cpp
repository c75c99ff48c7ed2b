#include "server/chat/understand/describe.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_replace.h>

#include "common/text/words.h"
#include "server/chat/understand/civil_time.h"
#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};
constexpr int kMinute = 60;
constexpr std::int64_t kDaySeconds = 24 * 3600;

std::string fill(const std::string& phrase, const std::string& slot, const std::string& value) {
  return absl::StrReplaceAll(phrase, {{absl::StrCat("{", slot, "}"), value}});
}

std::string clockText(int minute) {
  return absl::StrFormat("%d:%02d", minute / kMinute, minute % kMinute);
}

std::string windowText(int from, int to) {
  const int end = to > kMinutesPerDay ? to - kMinutesPerDay : to;
  return absl::StrCat(clockText(from), "–", clockText(end));
}

// "{length:acc}" in a phrase becomes "5 minut": the phrase says which case it needs.
std::string fillLength(std::string phrase, std::int64_t seconds, const text::Words& words) {
  constexpr std::string_view kSlot = "{length:";
  const std::size_t open = phrase.find(kSlot);
  const std::size_t close = phrase.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return phrase;
  const std::string grammaticalCase = phrase.substr(open + kSlot.size(), close - open - kSlot.size());
  const auto counted = [&](const char* unit, std::int64_t size) {
    // "once an hour", not "once a 1 hour"
    return seconds == size ? words.noun(unit, grammaticalCase) : words.counted(unit, seconds / size, grammaticalCase);
  };
  const std::string length = seconds % kDaySeconds == 0 ? counted("day", kDaySeconds)
                             : seconds % 3600 == 0      ? counted("hour", 3600)
                             : seconds % kMinute == 0   ? counted("minute", kMinute)
                                                        : counted("second", 1);
  return phrase.replace(open, close - open + 1, length);
}

std::int64_t numberAfter(const std::string& feature, std::size_t at) {
  std::int64_t value = 0;
  std::from_chars(feature.data() + at, feature.data() + feature.size(), value);
  return value;
}

/// Says when; made for one interval.
class TimeText {
 public:
  TimeText(const Language& language, absl::Time now, absl::TimeZone zone)
      : language_(language), words_(text::words(language.code())), clock_(now, zone) {}

  std::string say(const TimeRange& time) const {
    std::string text = interval(time);
    if (!time.daily) return text;
    const std::string daily =
        fill(language_.chip("daily"), "clock", windowText(time.daily->startMinute, time.daily->endMinute));
    return time.from || time.to ? absl::StrCat(text, ", ", daily) : daily;
  }

 private:
  std::string dayName(absl::CivilDay day) const {
    const absl::CivilDay today = clock_.today();
    if (day == today) return language_.chip("today");
    if (day == today - 1) return language_.chip("yesterday");
    if (day == today - 2) return language_.chip("before_yesterday");
    if (day == today + 1) return language_.chip("tomorrow");
    const std::string month = language_.chip(absl::StrCat("month_", day.month()));
    const std::string phrase = language_.chip(day.year() == today.year() ? "date_order" : "date_year");
    const std::string date = absl::StrReplaceAll(
        phrase, {{"{day}", std::to_string(day.day())}, {"{month}", month}, {"{year}", std::to_string(day.year())}});
    const auto weekday = kWeekdays[static_cast<std::size_t>(absl::GetWeekday(day))];
    return absl::StrReplaceAll(language_.chip("on_day"), {{"{weekday}", language_.chip(weekday)}, {"{date}", date}});
  }

  std::string moment(absl::Time time) const {
    const absl::CivilDay day = absl::ToCivilDay(time, clock_.zone());
    if (time == clock_.startOf(day)) return dayName(day);
    return absl::StrCat(dayName(day), " ", clockText(clock_.minuteOfDay(time)));
  }

  std::string untilNow(absl::Time from) const {
    const absl::Duration length = clock_.now() - from;
    if (length <= absl::Seconds(60)) return language_.chip("now");
    if (from == clock_.startOf(clock_.today())) return language_.chip("today");
    const bool fullHour = clock_.minuteOfDay(from) % kMinute == 0 && clock_.minuteOfDay(clock_.now()) % kMinute != 0;
    const std::int64_t seconds = absl::ToInt64Seconds(length);
    if (!fullHour && seconds % kMinute == 0) return fillLength(language_.chip("last_length"), seconds, words_);
    return fill(language_.chip("since"), "from", moment(from));
  }

  std::string withinDays(absl::Time from, absl::Time to) const {
    const absl::CivilDay first = absl::ToCivilDay(from, clock_.zone());
    const bool fromStart = from == clock_.startOf(first);
    if (fromStart && to == clock_.startOf(first + 1)) return dayName(first);
    const absl::CivilDay last = absl::ToCivilDay(to, clock_.zone());
    const bool wholeDays = fromStart && to == clock_.startOf(last);
    if (wholeDays) {
      return absl::StrReplaceAll(language_.chip("from_to"), {{"{from}", dayName(first)}, {"{to}", dayName(last - 1)}});
    }
    if (to - from > absl::Hours(25)) {
      return absl::StrReplaceAll(language_.chip("from_to"), {{"{from}", moment(from)}, {"{to}", moment(to)}});
    }
    const int end = to == clock_.startOf(last) ? kMinutesPerDay : clock_.minuteOfDay(to);
    return absl::StrCat(dayName(first), " ", windowText(clock_.minuteOfDay(from), end));
  }

  std::string interval(const TimeRange& time) const {
    if (!time.from && !time.to) return language_.chip("time_any");
    if (!time.to) return fill(language_.chip("since"), "from", moment(*time.from));
    if (!time.from) return fill(language_.chip("until"), "to", moment(*time.to));
    return *time.to == clock_.now() ? untilNow(*time.from) : withinDays(*time.from, *time.to);
  }

  const Language& language_;
  const text::Words& words_;
  CivilClock clock_;
};

bool isClothing(const std::string& feature) {
  return isWorn(feature) && feature != "bag" && feature != "backpack";
}

// What the colours of a question belong to: its only garment, else the only thing that is carried. Empty: it is not
// clear.
std::string colouredThing(const Question& question) {
  std::vector<std::string> clothes;
  std::vector<std::string> carried;
  for (const std::string& feature : question.features) {
    if (isWorn(feature)) (isClothing(feature) ? clothes : carried).push_back(feature);
  }
  if (clothes.size() == 1) return clothes.front();
  return clothes.empty() && carried.size() == 1 ? carried.front() : std::string();
}

// The garment with its colours in the case that the phrase asks for: "w {loc}" -> "w czerwonej kurtce".
std::string wornText(const Question& question, const std::string& garment, const Language& language) {
  const text::Words& words = text::words(language.code());
  std::string phrase = language.chip(absl::StrCat("feature_", garment));
  const std::size_t open = phrase.find('{');
  const std::size_t close = phrase.find('}');
  if (open == std::string::npos || close == std::string::npos || close < open) return phrase;
  const std::string grammaticalCase = phrase.substr(open + 1, close - open - 1);
  std::vector<std::string> parts;
  for (const std::string& feature : question.features) {
    if (isColour(feature) && colouredThing(question) == garment)
      parts.push_back(words.adjective(feature, words.gender(garment), grammaticalCase));
  }
  parts.push_back(words.noun(garment, grammaticalCase));
  return phrase.replace(open, close - open + 1, absl::StrJoin(parts, " "));
}

// Whether a feature is said with the object: "czerwone samochody". Colours of clothes are said with the clothes.
bool saidWithObject(const Question& question, const std::string& feature, const text::Words& words) {
  const bool worn = std::any_of(question.features.begin(), question.features.end(), isWorn);
  return words.hasAdjective(feature) && !(worn && isColour(feature));
}

// "czerwone samochody"
std::string objectText(const Question& question, const Language& language) {
  const text::Words& words = text::words(language.code());
  std::vector<std::string> parts;
  for (const std::string& feature : question.features) {
    if (saidWithObject(question, feature, words)) parts.push_back(words.adjective(feature, "pl"));
  }
  const std::string key = absl::StrCat("object_", question.object);
  const std::string own = language.chip(key);
  parts.push_back(own != key ? own : words.noun(question.object, "nom", /*several=*/true));
  return absl::StrJoin(parts, " ");
}

}  // namespace

std::string describeTime(const TimeRange& time, const Language& language, absl::Time now, absl::TimeZone zone) {
  return TimeText(language, now, zone).say(time);
}

std::string describeFeature(const std::string& feature, const Language& language) {
  const text::Words& words = text::words(language.code());
  constexpr std::string_view kDuration = "duration>";
  constexpr std::string_view kCount = "count>=";
  if (feature.starts_with(kDuration)) {
    return fillLength(language.chip("duration_more"), numberAfter(feature, kDuration.size()), words);
  }
  if (feature.starts_with(kCount))
    return fill(language.chip("count_at_least"), "n", std::to_string(numberAfter(feature, kCount.size())));
  if (constexpr std::string_view kName = "name="; feature.starts_with(kName)) return feature.substr(kName.size());
  if (isWorn(feature)) return wornText({}, feature, language);
  if (words.hasAdjective(feature)) return words.adjective(feature);
  return language.chip(absl::StrCat("feature_", feature));
}

std::vector<ChipText> describeQuestion(const Question& question, const Language& language, const Context& context) {
  std::vector<ChipText> chips;
  chips.push_back({Field::kIntent, language.chip(absl::StrCat("intent_", std::string(intentName(question.intent))))});
  if (question.intent == Intent::kHelp) return chips;
  const text::Words& words = text::words(language.code());
  const bool described =
      std::any_of(question.features.begin(), question.features.end(),
                  [&](const std::string& feature) { return saidWithObject(question, feature, words); });
  if (question.object != kAny || described) chips.push_back({Field::kObject, objectText(question, language)});
  for (const std::string& feature : question.features) {
    if (saidWithObject(question, feature, words)) continue;
    if (isColour(feature) && !colouredThing(question).empty()) continue;
    chips.push_back({Field::kFeatures,
                     isWorn(feature) ? wornText(question, feature, language) : describeFeature(feature, language)});
  }
  if (question.event != kAny) chips.push_back({Field::kEvent, language.chip(absl::StrCat("event_", question.event))});
  for (const std::string& id : question.cameras) {
    const auto camera = std::find_if(context.cameras.begin(), context.cameras.end(),
                                     [&id](const KnownCamera& known) { return known.id == id; });
    chips.push_back({Field::kCameras, camera == context.cameras.end() ? id : camera->name});
  }
  if (!question.time.unbounded())
    chips.push_back({Field::kTime, describeTime(question.time, language, context.now, context.zone)});
  if (question.atMostEvery) {
    const std::int64_t seconds = absl::ToInt64Seconds(*question.atMostEvery);
    chips.push_back({Field::kRate, fillLength(language.chip("at_most_every"), seconds, words)});
  }
  return chips;
}

}  // namespace cameramonit::chat
