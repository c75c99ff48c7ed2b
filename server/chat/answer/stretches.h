#pragma once

#include <vector>

#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "cameramonit/chat/v1/chat.pb.h"

namespace cameramonit::chat {

/// A run of hours, or of days, in which something happened. Half-open.
struct Stretch {
  absl::Time from;
  absl::Time to;
  bool days = false;  ///< whole days of the zone
};

/// At most `most` (≥ 1) stretches that hold all that happened in `hours` (each an hour with something in it, in
/// order): hours where all lie within a day and a half, else days. Stretches that lie closest are joined first.
/// Reentrant.
std::vector<Stretch> stretchesOf(const std::vector<v1::HourCount>& hours, absl::TimeZone zone, std::size_t most);

}  // namespace cameramonit::chat
