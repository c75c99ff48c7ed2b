#include "analyzer/situation/line_crossing.h"

#include <cmath>

namespace cameramonit::situation {

float LineCrossing::sideOf(cv::Point2f point) const {
  const cv::Point2f along = to_ - from_, across = point - from_;
  const float length = std::hypot(along.x, along.y);
  // y grows downwards, so the cross product is positive on the right.
  return length == 0 ? 0 : (along.x * across.y - along.y * across.x) / length;
}

bool LineCrossing::passesBetweenEnds(cv::Point2f a, cv::Point2f b) const {
  const float sideA = sideOf(a), sideB = sideOf(b);
  const cv::Point2f through = a + (b - a) * (sideA / (sideA - sideB));
  const cv::Point2f along = to_ - from_;
  const float share = (through - from_).dot(along) / along.dot(along);
  return share >= 0 && share <= 1;
}

std::optional<LineCrossing::Way> LineCrossing::step(cv::Point2f foot, float margin) {
  const float side = sideOf(foot);
  if (std::abs(side) < margin || side == 0) return std::nullopt;
  std::optional<Way> way;
  if (last_ && (sideOf(*last_) > 0) != (side > 0) && passesBetweenEnds(*last_, foot)) {
    way = side > 0 ? Way::kLeftToRight : Way::kRightToLeft;
  }
  last_ = foot;
  return way;
}

}  // namespace cameramonit::situation
