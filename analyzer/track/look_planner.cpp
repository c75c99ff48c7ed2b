#include "analyzer/track/look_planner.h"

#include <algorithm>

namespace cameramonit::track {
namespace {

cv::Rect2f widened(const cv::Rect2f& box, float margin) {
  const float by = margin * std::min(box.width, box.height);
  return {box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by};
}

}  // namespace

std::optional<cv::Rect> LookPlanner::plan(absl::Duration at, const motion::MotionFrame& motion,
                                          const std::vector<cv::Rect2f>& uncertain,
                                          const std::vector<cv::Rect2f>& familiar) {
  const cv::Rect whole({0, 0}, picture_);
  cv::Rect2f interesting;
  const auto include = [&](const cv::Rect2f& box) {
    const cv::Rect2f visible = widened(box, settings_.margin) & cv::Rect2f(whole);
    if (visible.area() > 0) interesting = interesting.area() > 0 ? (interesting | visible) : visible;
  };
  bool moving = false;
  for (const motion::Region& region : motion.regions) {
    const bool known = std::any_of(familiar.begin(), familiar.end(), [&](const cv::Rect2f& box) {
      return (box & region.box).area() >= settings_.familiarCover * region.box.area();
    });
    moving = moving || region.movingShare >= settings_.leastMovingShare;
    if (!known && region.movingShare >= settings_.leastMovingShare) include(region.box);
  }
  for (const cv::Rect2f& box : uncertain) include(box);

  const bool busy = interesting.area() > 0;
  const absl::Duration interval = busy || moving ? settings_.wholeWhileBusy : settings_.wholeWhileQuiet;
  const bool due = !lastWhole_ || motion.relearned || at - *lastWhole_ >= interval;
  const cv::Rect part = busy ? withPictureProportions(interesting) : whole;
  if (due || (busy && static_cast<float>(part.area()) > settings_.worthwhile * static_cast<float>(whole.area()))) {
    lastWhole_ = at;
    return whole;
  }
  if (!busy) return std::nullopt;
  return part;
}

cv::Rect LookPlanner::withPictureProportions(const cv::Rect2f& part) const {
  const auto width = static_cast<float>(picture_.width);
  const auto height = static_cast<float>(picture_.height);
  const float share = std::clamp(std::max(part.width / width, part.height / height), settings_.leastSide, 1.0F);
  const cv::Size size(cvRound(width * share), cvRound(height * share));
  const int x = cvRound(part.x + part.width / 2) - size.width / 2;
  const int y = cvRound(part.y + part.height / 2) - size.height / 2;
  return {std::clamp(x, 0, picture_.width - size.width), std::clamp(y, 0, picture_.height - size.height), size.width,
          size.height};
}

}  // namespace cameramonit::track
