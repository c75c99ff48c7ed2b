#include "server/chat/understand/civil_time.h"

#include <algorithm>

namespace cameramonit::chat {

absl::Time CivilClock::at(absl::CivilDay day, int minute) const {
  const absl::TimeZone::TimeInfo info = zone_.At(absl::CivilSecond(day) + static_cast<std::int64_t>(minute) * 60);
  return info.kind == absl::TimeZone::TimeInfo::SKIPPED ? info.trans : info.pre;
}

int CivilClock::minuteOfDay(absl::Time time) const {
  const absl::CivilMinute civil = absl::ToCivilMinute(time, zone_);
  return civil.hour() * 60 + civil.minute();
}

TimeRange CivilClock::range(absl::CivilDay day, const ClockSpan& clock) const {
  return {at(day, clock.fromMinute), at(day, clock.toMinute), std::nullopt};
}

TimeRange CivilClock::untilNow(TimeRange time) const {
  if (time.to && *time.to > now_ && (!time.from || *time.from < now_)) time.to = now_;
  return time;
}

absl::CivilDay CivilClock::weekday(absl::Weekday weekday, bool coming) const {
  return coming ? absl::NextWeekday(today_, weekday) : absl::PrevWeekday(today_, weekday);
}

absl::CivilDay CivilClock::mondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

std::optional<absl::CivilDay> CivilClock::date(int month, int day, int year, bool coming) const {
  const auto make = [month, day](absl::civil_year_t inYear) -> std::optional<absl::CivilDay> {
    const absl::CivilDay made(inYear, month, day);
    if (made.month() != month || made.day() != day) return std::nullopt;
    return made;
  };
  if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  if (year != 0) return make(year);
  const auto thisYear = make(today_.year());
  if (!thisYear) return make(today_.year() + (coming ? 1 : -1));
  if (coming ? *thisYear < today_ : *thisYear > today_) return make(today_.year() + (coming ? 1 : -1));
  return thisYear;
}

std::optional<absl::CivilDay> CivilClock::dayOfMonth(int day, bool coming) const {
  if (day < 1 || day > 31) return std::nullopt;
  // The number may be missing in a month: the 31st of a November is the one of October.
  for (int step = 0; step < 3; ++step) {
    const absl::CivilMonth month = absl::CivilMonth(today_) + (coming ? step : -step);
    const absl::CivilDay made = absl::CivilDay(month) + (day - 1);
    if (absl::CivilMonth(made) == month && (coming ? made >= today_ : made <= today_)) return made;
  }
  return std::nullopt;
}

absl::CivilMonth CivilClock::month(int month) const {
  const absl::civil_year_t year = month <= today_.month() ? today_.year() : today_.year() - 1;
  return absl::CivilMonth(year, month);
}

}  // namespace cameramonit::chat
