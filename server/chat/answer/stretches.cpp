#include "server/chat/answer/stretches.h"

#include <algorithm>

#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

constexpr absl::Duration kSaidInHours = absl::Hours(36);

/// Joins the two neighbours with the smallest gap between them, hours of different days last.
void joinNearest(std::vector<Stretch>& stretches, absl::TimeZone zone) {
  const auto gap = [&](std::size_t at) {
    const Stretch& before = stretches[at - 1];
    const bool apart =
        !before.days && absl::ToCivilDay(before.from, zone) != absl::ToCivilDay(stretches[at].from, zone);
    return stretches[at].from - before.to + (apart ? kSaidInHours : absl::ZeroDuration());
  };
  std::size_t nearest = 1;
  for (std::size_t i = 2; i < stretches.size(); ++i) {
    if (gap(i) < gap(nearest)) nearest = i;
  }
  stretches[nearest - 1].to = stretches[nearest].to;
  stretches.erase(stretches.begin() + static_cast<std::ptrdiff_t>(nearest));
}

/// The hour or the day that an hour belongs to.
Stretch unitOf(absl::Time hour, bool days, absl::TimeZone zone) {
  if (!days) return {hour, hour + absl::Hours(1), false};
  const absl::CivilDay day = absl::ToCivilDay(hour, zone);
  return {absl::FromCivil(day, zone), absl::FromCivil(day + 1, zone), true};
}

}  // namespace

std::vector<Stretch> stretchesOf(const std::vector<v1::HourCount>& hours, absl::TimeZone zone, std::size_t most) {
  std::vector<Stretch> stretches;
  std::vector<absl::Time> busy;
  for (const v1::HourCount& hour : hours) {
    if (hour.events() > 0) busy.push_back(timeOf(hour.start_time()));
  }
  if (busy.empty()) return stretches;
  const bool days = busy.back() - busy.front() > kSaidInHours;
  for (const absl::Time hour : busy) {
    const Stretch unit = unitOf(hour, days, zone);
    // "Between 22:00 and 2:00" would not say of which day: a stretch of hours ends with its day.
    const bool newDay = !days && !stretches.empty() &&
                        absl::ToCivilDay(unit.from, zone) != absl::ToCivilDay(stretches.back().from, zone);
    if (!stretches.empty() && unit.from <= stretches.back().to && !newDay) {
      stretches.back().to = std::max(stretches.back().to, unit.to);
    } else {
      stretches.push_back(unit);
    }
  }
  while (stretches.size() > std::max<std::size_t>(most, 1)) joinNearest(stretches, zone);
  return stretches;
}

}  // namespace cameramonit::chat
