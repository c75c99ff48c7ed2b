#pragma once

#include <optional>

#include <opencv2/core/types.hpp>

#include "analyzer/situation/scene.h"

namespace cameramonit::situation {

/// Watches one foot point against one line. Standing on the line and trembling about it crosses nothing: the point
/// must go past by a margin, and back past by a margin to cross again. Thread-bound; one per track and line.
class LineCrossing {
 public:
  enum class Way { kLeftToRight, kRightToLeft };

  /// Ends in pixels.
  LineCrossing(cv::Point2f from, cv::Point2f to) : from_(from), to_(to) {}

  /// The next place of the foot; `margin` in pixels. The way it crossed, if it just did.
  std::optional<Way> step(cv::Point2f foot, float margin);

 private:
  /// Pixels from the line, positive on the right hand of someone who walks along it in the picture.
  float sideOf(cv::Point2f point) const;
  bool passesBetweenEnds(cv::Point2f a, cv::Point2f b) const;

  const cv::Point2f from_, to_;
  std::optional<cv::Point2f> last_;  ///< the latest place that was clearly on one side
};

}  // namespace cameramonit::situation
