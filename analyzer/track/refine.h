#pragma once

#include <cstdint>
#include <vector>

#include <absl/time/time.h>

#include "analyzer/track/track.h"

namespace cameramonit::track {

/// How a finished track is improved by what came later.
struct RefineSettings {
  /// Longer gaps are left open, except where the box is the same before and after: then it was there all the time.
  absl::Duration longestGap = absl::Milliseconds(1600);
  absl::Duration smoothing = absl::Milliseconds(380);  ///< deviation of the Gaussian over box coordinates
};

/// A frame that was analysed.
struct FrameTime {
  std::int64_t frame = 0;
  absl::Duration at;
};

/// All decoded frames from the first to the last of `analysed` (ascending), the times between interpolated. Reentrant.
std::vector<FrameTime> everyFrame(const std::vector<FrameTime>& analysed);

/// Fills the gaps of a finished track and smooths its boxes. `frames` are the frames that the result shall have boxes
/// for, ascending, at least from the track's first to its last; observations added at frames where nothing was seen
/// have `seen` false and score 0. Only frames within the track's life are used. Reentrant.
Track refine(const Track& track, const std::vector<FrameTime>& frames, const RefineSettings& settings = {});

}  // namespace cameramonit::track
