#pragma once

#include <optional>

#include <absl/time/time.h>

namespace cameramonit::source {

/// Turns the timestamps that a file claims into offsets that always ascend. A gap forward is kept, for it may be real
/// (a recorder that was off for an hour); a repeated or missing time advances by one frame; a jump back, as where a
/// camera restarted its clock, continues where the time had got to. Thread-bound.
class MediaClock {
 public:
  /// `framesPerSecond` is what the container claims; 0 where unknown.
  explicit MediaClock(double framesPerSecond);

  /// The offset of the next frame, which claims to be at `claimed`.
  absl::Duration next(std::optional<absl::Duration> claimed);

 private:
  absl::Duration frameInterval_;
  absl::Duration shift_;  ///< added to what the file claims
  std::optional<absl::Duration> last_;
};

}  // namespace cameramonit::source
