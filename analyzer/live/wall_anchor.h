#pragma once

#include <algorithm>
#include <optional>

#include <absl/time/time.h>

namespace cameramonit::live {

/// Ties a channel's own clock, which runs as fast as the camera says, to the wall clock: a drift is slewed out so
/// slowly that no speed is told wrong. Thread-bound.
class WallAnchor {
 public:
  /// What the channel calls `at` was at `wall`.
  WallAnchor(absl::Duration at, absl::Time wall) : start_(wall - at), at_(at), last_(at) {}

  /// When the corrected clock was 0.
  absl::Time start() const { return start_; }

  /// The corrected time of `at`, which arrived at `wall`; ascends. Nothing where the two are too far apart, since one
  /// of them was set: then an anchor must be made anew.
  std::optional<absl::Duration> advance(absl::Duration at, absl::Time wall) {
    const absl::Duration passed = std::max(at - at_, absl::ZeroDuration());
    const absl::Duration error = (wall - start_) - (at + correction_);
    if (error > kMost || error < -kMost) return std::nullopt;
    at_ = at;
    correction_ += std::clamp(error * kGain, -passed * kSlew, passed * kSlew);
    last_ = std::max(at + correction_, last_ + absl::Milliseconds(1));
    return last_;
  }

 private:
  static constexpr absl::Duration kMost = absl::Seconds(20);
  static constexpr double kGain = 0.05;
  static constexpr double kSlew = 0.005;

  absl::Time start_;
  absl::Duration at_, last_, correction_;
};

}  // namespace cameramonit::live
