#pragma once

#include <optional>
#include <stop_token>

#include <absl/time/time.h>

#include "common/base/steady_clock.h"

namespace cameramonit::media {

/// Lets what could be read at once come at its own pace. Thread-bound.
class Pacer {
 public:
  /// Borrows `clock`.
  explicit Pacer(const base::SteadyClock& clock) : clock_(clock) {}

  /// Waits until it is time for what is at `at` of the media; a jump of its times is not waited for. False once `stop`
  /// is requested.
  bool await(absl::Duration at, const std::stop_token& stop) {
    const absl::Duration now = clock_.now();
    constexpr absl::Duration kJump = absl::Seconds(5);
    if (!start_ || absl::AbsDuration(*start_ + at - now) > kJump) start_ = now - at;
    const absl::Duration due = *start_ + at;
    return due <= now ? !stop.stop_requested() : clock_.wait(due - now, stop);
  }

 private:
  const base::SteadyClock& clock_;
  std::optional<absl::Duration> start_;
};

}  // namespace cameramonit::media
