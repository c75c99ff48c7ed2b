#pragma once

#include <cstdint>
#include <vector>

#include <absl/time/time.h>

#include "analyzer/track/track.h"

namespace cameramonit::track {

/// How a finished track is improved by what came later.
struct RefineSettings {
  absl::Duration longestGap = absl::Seconds(2);         ///< longer ones are left open
  absl::Duration smoothing = absl::Milliseconds(400);   ///< deviation of the Gaussian over box coordinates
};

/// A frame that was analysed.
struct FrameTime {
  std::int64_t frame = 0;
  absl::Duration at;
};

/// Fills the gaps of a finished track and smooths its boxes. `frames` are the frames that the result shall have boxes
/// for, ascending, at least from the track's first to its last; observations added at frames where nothing was seen
/// have `seen` false and score 0. Only frames within the track's life are used. Reentrant.
Track refine(const Track& track, const std::vector<FrameTime>& frames, const RefineSettings& settings = {});

}  // namespace cameramonit::track
