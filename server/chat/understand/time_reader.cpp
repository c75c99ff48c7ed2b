#include "server/chat/understand/time_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cameramonit::chat {
namespace {

constexpr int kHour = 60;
constexpr int kPointMinutes = 5;  // "at 14:30" is looked for this long before and after
constexpr double kMostUnits = 5000;

constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

}  // namespace

absl::Weekday weekdayNamed(std::string_view name) {
  const auto at = std::find(kWeekdays.begin(), kWeekdays.end(), name) - kWeekdays.begin();
  return static_cast<absl::Weekday>(at % 7);
}

const Match* TimeReader::part(const Match& found, std::string_view wanted, int nth) const {
  for (int index : found.parts) {
    if (index < 0 || category(match(index)) != wanted) continue;
    if (nth-- == 0) return &match(index);
  }
  return nullptr;
}

const Match* TimeReader::lengthIn(const Match& found) const {
  for (std::string_view kind : {"length", "bare_length", "length_short", "short_length", "length_days"}) {
    if (const Match* length = part(found, kind)) return length;
  }
  return nullptr;
}

const Token* TimeReader::token(const Match& found, int nth) const {
  for (int index : found.parts) {
    if (index >= 0) continue;
    if (nth-- == 0) return &tokens_[static_cast<std::size_t>(~index)];
  }
  return nullptr;
}

int TimeReader::valueOf(const Match& found) const {
  const std::string_view name = meaning(found);
  int value = 0;
  std::from_chars(name.data(), name.data() + name.size(), value);
  return value;
}

double TimeReader::number(const Match& found) const {
  const Token* digits = token(found);
  return digits != nullptr && digits->number ? *digits->number : valueOf(found);
}

ClockSpan TimeReader::point(int minute, bool twelve) const {
  return {minute - kPointMinutes, minute + kPointMinutes, true, twelve};
}

ClockSpan TimeReader::partOfDay(std::string_view name) const {
  if (name == "morning") return {5 * kHour, 12 * kHour};
  if (name == "forenoon") return {0, 12 * kHour};
  if (name == "afternoon") return {12 * kHour, 18 * kHour};
  if (name == "evening") return {18 * kHour, 22 * kHour};
  if (name == "daytime") return {5 * kHour, 22 * kHour};
  if (name == "all_day") return {0, kMinutesPerDay};
  return {22 * kHour, 29 * kHour};
}

std::optional<int> TimeReader::hourOf(const Match& found) const {
  if (const Match* word = part(found, "hour_word")) return valueOf(*word);
  if (const Token* digits = token(found); digits != nullptr && digits->number) return static_cast<int>(*digits->number);
  return std::nullopt;
}

// Meanings of the category "clock_base": a clock time without a part of the day.
std::optional<ClockSpan> TimeReader::clockBase(const Match& found) const {
  const std::string_view name = meaning(found);
  const Match* spoken = part(found, "hourish");
  const Match& source = spoken != nullptr ? *spoken : found;
  const Token* typed = token(source);
  int minute = 0;
  if (spoken == nullptr && typed != nullptr && typed->clockMinute) {
    minute = *typed->clockMinute;
  } else if (const auto hour = hourOf(source)) {
    minute = (*hour % 24) * kHour;
  } else {
    return std::nullopt;
  }
  const bool twelve = minute < 13 * kHour && (typed == nullptr || !typed->word.starts_with('0'));
  const auto before = [minute, twelve, this](int shift) {
    return point((minute + kMinutesPerDay - shift) % kMinutesPerDay, twelve);
  };
  if (name == "half_past") return point(minute + 30, twelve);
  if (name == "half_to") return before(30);
  if (name == "quarter_past") return point(minute + 15, twelve);
  if (name == "quarter_to") return before(15);
  if (const Match* minutes = part(found, "n"); minutes != nullptr) {
    const int shift = static_cast<int>(std::clamp(number(*minutes), 0.0, 59.0));
    return name == "minutes_to" ? before(shift) : point(minute + shift, twelve);
  }
  return point(minute, twelve);
}

// Meanings of the category "clock_time"; a bare "hourish" is one too.
std::optional<ClockSpan> TimeReader::clockOf(const Match& found) const {
  const std::string_view name = meaning(found);
  if (name == "noon") return point(12 * kHour, false);
  if (name == "midnight") return point(0, false);
  const Match* base = part(found, "clock_base");
  if (base == nullptr) base = part(found, "hourish");
  std::optional<ClockSpan> clock = clockBase(base == nullptr ? found : *base);
  if (!clock) return clock;
  const int minute = clock->pointMinute();
  if (name == "pm") return point(minute < 12 * kHour ? minute + 12 * kHour : minute, false);
  if (name == "am") return point(minute % (12 * kHour), false);
  const Match* partName = part(found, "part");
  if (const Match* thisPart = part(found, "this_part")) partName = part(*thisPart, "part");
  return partName == nullptr ? clock : withinPart(*clock, partOfDay(meaning(*partName)));
}

// "8" with "in the evening" is 20:00; "3" with "at night" is 03:00.
ClockSpan TimeReader::withinPart(const ClockSpan& clock, const ClockSpan& part) const {
  const int moment = clock.point ? clock.pointMinute() : clock.fromMinute;
  for (int shift : {0, kMinutesPerDay, kMinutesPerDay / 2, -kMinutesPerDay / 2}) {
    if (!clock.twelve && shift % kMinutesPerDay != 0) continue;
    if (moment + shift < part.fromMinute || moment + shift >= part.toMinute) continue;
    ClockSpan moved = clock;
    moved.fromMinute += shift;
    moved.toMinute += shift;
    moved.twelve = false;
    return moved;
  }
  return clock;
}

ClockSpan TimeReader::inAfternoon(ClockSpan clock) const {
  const auto [from, to] = language_.afternoonHours();
  const int hour = clock.pointMinute() / kHour;
  if (clock.twelve && to > 0 && hour >= from && hour <= to) {
    clock.fromMinute += kMinutesPerDay / 2;
    clock.toMinute += kMinutesPerDay / 2;
  }
  return clock;
}

ClockSpan TimeReader::between(ClockSpan first, ClockSpan second) const {
  int from = first.pointMinute();
  int to = second.pointMinute();
  constexpr int kHalf = kMinutesPerDay / 2;
  const int low = language_.afternoonHours().first;
  const int high = language_.afternoonHours().second;
  const auto afternoon = [low, high](int minute) {
    return high > 0 && minute / kHour >= low && minute / kHour <= high;
  };
  if (first.twelve && !second.twelve && from < kHalf && to > kHalf) {
    while (from + kHalf < to) from += kHalf;  // "8 to 10 pm", "2 to 4 at night"
  } else if (!first.twelve && second.twelve && high > 0) {
    while (to <= from) to += kHalf;  // "noon to 1"
  } else if (first.twelve && second.twelve && afternoon(to) && (afternoon(from) || from > to)) {
    if (afternoon(from)) from += kHalf;
    to += kHalf;  // "2 to 4", "10 to 2"
  }
  if (to <= from) to += kMinutesPerDay;  // past midnight
  return {from, to, false, first.twelve && second.twelve};
}

std::optional<DaySpan> TimeReader::writtenDate(const Match& found) const {
  const Token* digits = token(found);
  if (digits == nullptr || !digits->date) return std::nullopt;
  const WrittenDate& date = *digits->date;
  const bool swap = (date.iso || language_.monthFirst() || date.second > 12) && !(date.first > 12);
  const auto day =
      clock_.date(swap ? date.first : date.second, swap ? date.second : date.first, date.year, hints_.notify);
  if (!day) return std::nullopt;
  return oneDay(*day);
}

std::optional<DaySpan> TimeReader::calendarDays(const Match& found) const {
  const std::string_view name = meaning(found);
  const absl::CivilDay monday = CivilClock::mondayOf(clock_.today());
  const absl::CivilMonth month(clock_.today());
  const absl::CivilYear year(clock_.today());
  const auto months = [](absl::CivilMonth from, absl::CivilMonth to) {
    return DaySpan{absl::CivilDay(from), absl::CivilDay(to)};
  };
  if (name == "this_week") return DaySpan{monday, monday + 7};
  if (name == "last_week") return DaySpan{monday - 7, monday};
  if (name == "week_before_last") return DaySpan{monday - 14, monday - 7};
  if (name == "next_week") return DaySpan{monday + 7, monday + 14};
  if (name == "this_month") return months(month, month + 1);
  if (name == "last_month") return months(month - 1, month);
  if (name == "this_year") return months(absl::CivilMonth(year), absl::CivilMonth(year + 1));
  if (name == "last_year") return months(absl::CivilMonth(year - 1), absl::CivilMonth(year));
  if (name == "weekend") {
    // The weekend that began last; for a standing question the coming one.
    const absl::CivilDay saturday = hints_.notify ? absl::NextWeekday(clock_.today() - 1, absl::Weekday::saturday)
                                                  : absl::PrevWeekday(clock_.today() + 1, absl::Weekday::saturday);
    return DaySpan{saturday, saturday + 2};
  }
  if (name == "last_weekend") {
    const absl::CivilDay saturday = absl::PrevWeekday(monday, absl::Weekday::saturday);
    return DaySpan{saturday, saturday + 2};
  }
  if (name == "month") {
    const Match* which = part(found, "month");
    if (which == nullptr) return std::nullopt;
    const Token* said = token(found);
    const absl::CivilMonth begins = said != nullptr && said->number
                                        ? absl::CivilMonth(static_cast<int>(*said->number), valueOf(*which))
                                        : clock_.month(valueOf(*which));
    return months(begins, begins + 1);
  }
  return std::nullopt;
}

// Meanings of the category "day".
std::optional<DaySpan> TimeReader::days(const Match& found) const {
  const std::string_view name = meaning(found);
  const absl::CivilDay today = clock_.today();
  if (name == "today") return oneDay(today);
  if (name == "yesterday") return oneDay(today - 1);
  if (name == "before_yesterday") return oneDay(today - 2);
  if (name == "tomorrow") return oneDay(today + 1);
  if (name == "after_tomorrow") return oneDay(today + 2);
  if (name == "numeric") return writtenDate(found);
  if (const Match* weekday = part(found, "weekday")) {
    const absl::CivilDay day = clock_.weekday(weekdayNamed(meaning(*weekday)), hints_.notify || hints_.future);
    return oneDay(name == "weekday_before" ? day - 7 : day);
  }
  const Match* dayNumber = part(found, "month_day");
  if (dayNumber == nullptr) dayNumber = part(found, "month_day_word");
  if (dayNumber == nullptr && name == "day_of_month") dayNumber = &found;  // "the 19th": the digits themselves
  if (dayNumber != nullptr) {
    const int day = static_cast<int>(number(*dayNumber));
    const Match* month = part(found, "month");
    const Token* year = token(found);
    const auto date =
        month == nullptr
            ? clock_.dayOfMonth(day, hints_.notify)
            : clock_.date(valueOf(*month), day, year != nullptr && year->number ? static_cast<int>(*year->number) : 0,
                          hints_.notify);
    if (!date) return std::nullopt;
    return oneDay(*date);
  }
  if (name == "ago") {
    const Match* length = lengthIn(found);
    if (length == nullptr) return std::nullopt;
    return oneDay(absl::ToCivilDay(back(*length), clock_.zone()));
  }
  return calendarDays(found);
}

// Meanings of the category "length": how long, counted back from now.
absl::Time TimeReader::back(const Match& length) const {
  const std::string_view name = meaning(length);
  const Match* count = part(length, "n");
  double units = count != nullptr ? number(*count) : 1;
  if (name == "half") units = 0.5;
  if (name == "one_and_half") units = 1.5;
  if (name == "couple") units = 2;
  if (name == "few") units = 3;
  units = std::clamp(units, 0.0, kMostUnits);
  const Match* unit = part(length, "unit");
  if (unit == nullptr) unit = part(length, "short_unit");
  if (unit == nullptr) unit = part(length, "long_unit");
  const std::string_view of = name == "quarter" || unit == nullptr ? std::string_view("quarter") : meaning(*unit);
  if (of == "second") return clock_.now() - absl::Seconds(units);
  if (of == "minute") return clock_.now() - absl::Minutes(units);
  if (of == "quarter") return clock_.now() - absl::Minutes(15 * units);
  if (of == "hour") return clock_.now() - absl::Hours(units);
  const auto whole = static_cast<int>(std::floor(units));
  const absl::CivilSecond now = absl::ToCivilSecond(clock_.now(), clock_.zone());
  if (of == "month" || of == "year") {
    const absl::CivilMonth month = absl::CivilMonth(now) - (of == "year" ? 12 * whole : whole);
    const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
    const absl::CivilDay day = std::min(absl::CivilDay(month) + (absl::CivilDay(now).day() - 1), last);
    return absl::FromCivil(absl::CivilSecond(day) + (now - absl::CivilSecond(absl::CivilDay(now))), clock_.zone());
  }
  const double days = (of == "week" ? 7 : 1) * units;
  if (days != std::floor(days)) return clock_.now() - absl::Hours(24 * days);
  constexpr std::int64_t kDay = 24 * 3600;
  return absl::FromCivil(now - static_cast<std::int64_t>(days) * kDay, clock_.zone());
}

}  // namespace cameramonit::chat
