#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/track/track.h"

namespace cameramonit::record {

/// A picture that shows one object well.
struct Still {
  cv::Mat picture;  ///< BGR, cut out of the frame with some of what is around the object
  cv::Rect crop;    ///< where it was cut, pixels of the source picture
  cv::Rect2f box;   ///< the object, pixels of the source picture
  std::int64_t frame = 0;
  absl::Duration at;
  float quality = 0;  ///< 0..1, comparable within a track
};

/// A stretch of time.
struct Interval {
  absl::Duration from, to;
};

/// How well a sighting shows its object, 0..1: large, sharp, whole in the picture, surely seen. Reentrant.
float sightingQuality(const cv::Mat& bgrFrame, const track::Observation& observation);

/// Keeps the moment that shows one track best, and knows which stretch makes the best animation. Memory: one cut-out
/// picture and a few hundred numbers. Thread-bound; one per track.
class BestMoment {
 public:
  /// Adds one sighting; interpolated ones are ignored. Times ascend.
  void add(const cv::Mat& bgrFrame, const track::Observation& observation);

  /// The best so far; nothing before the first sighting.
  const std::optional<Still>& still() const { return still_; }

  /// The stretch of `length` that shows the object best and includes the best moment if it can; within the media,
  /// which lasts from 0 to `mediaLength`. A track shorter than `length` is shown with what came before and after.
  Interval animation(absl::Duration length, absl::Duration mediaLength) const;

 private:
  struct Sample {
    absl::Duration at;
    float quality;
  };

  std::optional<Still> still_;
  std::vector<Sample> samples_;  ///< thinned out as the track grows
  absl::Duration period_;        ///< between samples
};

}  // namespace cameramonit::record
