#include "server/events/table/daily_window.h"

#include <algorithm>

#include "common/base/status.h"

namespace cameramonit::events {

absl::StatusOr<std::vector<TimeSpan>> dailySpans(const v1::DailyWindow& window, absl::Time from, absl::Time until) {
  constexpr int kDay = 24 * 60;
  constexpr absl::Duration kLongest = absl::Hours(24 * 3660);
  absl::TimeZone zone = absl::UTCTimeZone();
  if (!window.time_zone().empty() && !absl::LoadTimeZone(window.time_zone(), &zone)) {
    return base::invalidFields({{"filter.daily.time_zone", "must be the IANA name of a time zone"}});
  }
  const int start = window.start_minute();
  const int end = window.end_minute();
  if (start < 0 || start > kDay || end < 0 || end > kDay) {
    return base::invalidFields({{"filter.daily", "minutes must be 0..1440"}});
  }
  if (until - from > kLongest) return base::invalidFields({{"filter.time_range", "must be at most ten years"}});
  std::vector<TimeSpan> spans;
  // From the day before, whose window may reach into the first day.
  for (absl::CivilDay day = absl::ToCivilDay(from, zone) - 1;; ++day) {
    const auto at = [&](absl::CivilDay date, int minute) {
      return absl::FromCivil(absl::CivilMinute(date) + minute, zone);
    };
    const absl::Time begins = at(day, start);
    if (begins >= until) break;
    const absl::Time ends = end > start ? at(day, end) : at(day + 1, end);
    const TimeSpan clipped{std::max(begins, from), std::min(ends, until)};
    if (clipped.first < clipped.second) spans.push_back(clipped);
  }
  return spans;
}

}  // namespace cameramonit::events
