#include "analyzer/source/media_clock.h"

#include <algorithm>

namespace cameramonit::source {
namespace {

constexpr double kAssumedFramesPerSecond = 25;
/// Frames a little out of order are clamped; from here on the clock was restarted.
constexpr absl::Duration kRestart = absl::Seconds(1);

}  // namespace

MediaClock::MediaClock(double framesPerSecond)
    : frameInterval_(absl::Seconds(1) / (framesPerSecond > 0 ? framesPerSecond : kAssumedFramesPerSecond)) {}

absl::Duration MediaClock::next(std::optional<absl::Duration> claimed) {
  if (!last_) {
    last_ = std::max(absl::ZeroDuration(), claimed.value_or(absl::ZeroDuration()));
    return *last_;
  }
  const absl::Duration continued = *last_ + frameInterval_;
  absl::Duration at = claimed ? *claimed + shift_ : continued;
  if (at <= *last_) {
    if (*last_ - at > kRestart) shift_ += continued - at;
    at = continued;
  }
  last_ = at;
  return at;
}

}  // namespace cameramonit::source
