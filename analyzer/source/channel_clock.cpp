#include "analyzer/source/channel_clock.h"

#include <algorithm>

namespace cameramonit::source {
namespace {

/// Cameras send a whole group at once at the start, and networks hold back and then send all at once; further off than
/// this it is no delay but another time.
constexpr absl::Duration kTolerance = absl::Seconds(5);
/// How slowly the time of arrival is followed: slow enough to let delays of a network go by.
constexpr absl::Duration kFollow = absl::Seconds(30);
constexpr absl::Duration kLeastStep = absl::Microseconds(100);

}  // namespace

void ChannelClock::reconnected() {
  for (auto& [stream, track] : tracks_) track.shift.reset();
}

absl::Duration ChannelClock::anchor(const Track& track, absl::Duration claimed, absl::Duration now) const {
  // Sound and picture of one camera are of one clock, so that they stay together.
  for (const auto& [number, other] : tracks_) {
    if (&other == &track || !other.shift) continue;
    if (absl::AbsDuration(claimed + *other.shift - now) < kTolerance) return *other.shift;
  }
  return now - claimed;
}

absl::Duration ChannelClock::next(int stream, std::optional<absl::Duration> claimed, absl::Duration arrival) {
  Track& track = tracks_[stream];
  const absl::Duration now = arrival - origin_;
  absl::Duration at = now;
  if (claimed) {
    if (!track.shift) {
      track.shift = anchor(track, *claimed, now);
    } else if (absl::AbsDuration(*claimed + *track.shift - now) > kTolerance) {
      track.shift = anchor(track, *claimed, now);
      ++jumps_;
    } else {
      const double share = std::min(1.0, absl::FDivDuration(arrival - track.lastArrival, kFollow));
      *track.shift -= (*claimed + *track.shift - now) * share;
    }
    at = *claimed + *track.shift;
  }
  track.lastArrival = arrival;
  track.last = std::max({at, track.last + kLeastStep, absl::ZeroDuration()});
  return track.last;
}

}  // namespace cameramonit::source
