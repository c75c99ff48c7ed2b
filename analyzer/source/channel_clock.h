#pragma once

#include <map>
#include <optional>

#include <absl/time/time.h>

namespace cameramonit::source {

/// Turns what a camera says about time into the channel's own: it starts at 0, never runs backwards, and keeps to the
/// time of arrival in the long run, while the camera's times smooth what the network does to it. A wrap-around, a
/// camera whose clock is set anew and a missing time all go on where arrival says; a gap that really was one stays a
/// gap; a clock that runs a little wrong is followed slowly. Over a reconnect the time goes on by what it took.
/// Thread-bound.
class ChannelClock {
 public:
  /// `origin`, on the clock of arrivals, is the channel's time 0.
  explicit ChannelClock(absl::Duration origin) : origin_(origin) {}

  /// A new connection: what the camera says from now on has nothing to do with what it said before.
  void reconnected();

  /// Channel time of the next packet of `stream`, which claims to be at `claimed` and came at `arrival`.
  absl::Duration next(int stream, std::optional<absl::Duration> claimed, absl::Duration arrival);

  /// Times so far where the camera's time jumped.
  int jumps() const { return jumps_; }

 private:
  struct Track {
    std::optional<absl::Duration> shift;  ///< from claimed to channel time
    absl::Duration lastArrival;
    absl::Duration last = -absl::InfiniteDuration();  ///< handed out
  };

  absl::Duration anchor(const Track& track, absl::Duration claimed, absl::Duration now) const;

  const absl::Duration origin_;
  std::map<int, Track> tracks_;
  int jumps_ = 0;
};

}  // namespace cameramonit::source
