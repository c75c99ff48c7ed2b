#pragma once

#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::events {

/// A half-open span of time.
using TimeSpan = std::pair<absl::Time, absl::Time>;

/// The spans that a daily window covers between `from` and `until`, which must be finite, clipped to them. Daylight
/// saving is the zone's: a window is as long as its hours of that very day. An end at or before the start is on the
/// next day. Reentrant.
/// Errors: FIELD_INVALID (unknown zone, minutes outside 0..1440, more than ten years).
absl::StatusOr<std::vector<TimeSpan>> dailySpans(const v1::DailyWindow& window, absl::Time from, absl::Time until);

}  // namespace cameramonit::events
