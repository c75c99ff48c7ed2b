#pragma once

#include <deque>
#include <optional>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

#include "analyzer/situation/scene.h"

namespace cameramonit::situation {

/// Tells whether one object moves or rests, with hysteresis: it rests after staying within a small circle for a
/// while, and moves again after leaving a larger one. Thread-bound; one per track.
class RestWatch {
 public:
  enum class Change { kNone, kStopped, kMovedOff };

  /// Borrows `thresholds`, which must outlive this.
  explicit RestWatch(const Thresholds& thresholds) : thresholds_(thresholds) {}

  /// The next place of the foot; `unit` is the object's size in pixels.
  Change step(absl::Duration at, cv::Point2f foot, float unit);

  bool resting() const { return anchor_.has_value(); }
  /// Since when it rests; only while resting().
  absl::Duration since() const { return since_; }
  /// Whether it ever moved clearly; what stands from the start never "stopped".
  bool hasMoved() const { return travelled_; }
  /// Sizes a second over the last two seconds.
  float speed() const;

 private:
  struct Step {
    absl::Duration at;
    cv::Point2f foot;
  };

  const Thresholds& thresholds_;
  std::deque<Step> recent_;  ///< smoothed, at least the stopping time
  std::optional<cv::Point2f> start_, anchor_, smooth_;
  absl::Duration since_;
  float unit_ = 1;
  int outside_ = 0;  ///< steps in a row outside the larger circle
  bool travelled_ = false;
};

}  // namespace cameramonit::situation
