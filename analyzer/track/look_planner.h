#pragma once

#include <optional>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

#include "analyzer/motion/motion_detector.h"

namespace cameramonit::track {

struct LookSettings {
  absl::Duration wholeWhileBusy = absl::Seconds(2);  ///< between looks at the whole picture while anything is followed
  absl::Duration wholeWhileQuiet = absl::Seconds(10);  ///< and while nothing is
  float margin = 0.5F;                                 ///< around what is looked at, in its shorter sides
  float leastSide = 0.5F;          ///< of the picture's sides: closer up, things look unlike what detectors learnt
  float worthwhile = 0.7F;         ///< share of the picture from which the whole is looked at instead
  float familiarCover = 0.5F;      ///< share of a region within a familiar box that makes it familiar
  float leastMovingShare = 0.05F;  ///< a region in which less moves stands still
};

/// Decides which part of each picture the detector shall look at: where something moves or is followed, the whole
/// picture now and then, and mostly nothing at all. Thread-bound.
class LookPlanner {
 public:
  LookPlanner(const cv::Size& picture, const LookSettings& settings = {}) : picture_(picture), settings_(settings) {}

  /// The part to look at, in the picture's proportions and within it; nothing when there is no need to look.
  /// `uncertain` are the boxes that followed objects may be in; what moves in the `familiar` ones needs no look of its
  /// own.
  std::optional<cv::Rect> plan(absl::Duration at, const motion::MotionFrame& motion,
                               const std::vector<cv::Rect2f>& uncertain, const std::vector<cv::Rect2f>& familiar);

 private:
  cv::Rect withPictureProportions(const cv::Rect2f& part) const;

  const cv::Size picture_;
  const LookSettings settings_;
  std::optional<absl::Duration> lastWhole_;
};

}  // namespace cameramonit::track
