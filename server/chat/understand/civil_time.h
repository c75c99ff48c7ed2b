#pragma once

#include <optional>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "server/chat/understand/question.h"

namespace cameramonit::chat {

inline constexpr int kMinutesPerDay = 24 * 60;

/// Days [from, to).
struct DaySpan {
  absl::CivilDay from;
  absl::CivilDay to;
};

/// A time of day [fromMinute, toMinute) in minutes since midnight; toMinute beyond 1440 lies on the next day.
struct ClockSpan {
  int fromMinute = 0;
  int toMinute = kMinutesPerDay;
  bool point = false;   ///< one moment was said, e.g. "at 14:30": the span is that moment ± 5 minutes
  bool twelve = false;  ///< said without am or pm, so it may mean twelve hours later
  bool pinned = false;  ///< its day was said with it ("tonight"), so the tense does not move it
  int pointMinute() const { return (fromMinute + toMinute) / 2; }
};

/// "Now" and the calendar of the place where the cameras are. Days begin at civil midnight there, so a day of a
/// daylight-saving change has 23 or 25 hours. Immutable; thread-safe.
class CivilClock {
 public:
  CivilClock(absl::Time now, absl::TimeZone zone) : now_(now), zone_(zone), today_(absl::ToCivilDay(now, zone)) {}

  absl::Time now() const { return now_; }
  absl::TimeZone zone() const { return zone_; }
  absl::CivilDay today() const { return today_; }

  /// Midnight that begins a day; where the clocks skip midnight, the first moment of that day.
  absl::Time startOf(absl::CivilDay day) const { return absl::FromCivil(day, zone_); }
  /// A clock time of a day; `minute` may exceed 1440. A time that the clocks skip is the moment of the skip.
  absl::Time at(absl::CivilDay day, int minute) const;
  /// Minutes since midnight that the wall clock shows.
  int minuteOfDay(absl::Time time) const;

  TimeRange range(const DaySpan& days) const { return {startOf(days.from), startOf(days.to), std::nullopt}; }
  TimeRange range(absl::CivilDay day, const ClockSpan& clock) const;
  /// `time` without what has not happened yet.
  TimeRange untilNow(TimeRange time) const;

  /// The last such weekday before today, or with `coming` the next one after today.
  absl::CivilDay weekday(absl::Weekday weekday, bool coming) const;
  /// The Monday that begins the week of `day`.
  static absl::CivilDay mondayOf(absl::CivilDay day);
  /// The last day with that month and day that is not in the future, or with `coming` the next one; unset for 30
  /// February.
  std::optional<absl::CivilDay> date(int month, int day, int year, bool coming) const;
  /// The last day with that number in its month that is not in the future.
  std::optional<absl::CivilDay> dayOfMonth(int day, bool coming) const;
  /// The last such month that has begun.
  absl::CivilMonth month(int month) const;

 private:
  absl::Time now_;
  absl::TimeZone zone_;
  absl::CivilDay today_;
};

}  // namespace cameramonit::chat
