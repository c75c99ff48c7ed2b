#include "analyzer/situation/loiter_watch.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr float kLeaveFactor = 1.4F;  // hysteresis: gone when this much farther away than staying allows

}  // namespace

LoiterWatch::Change LoiterWatch::step(absl::Duration at, cv::Point2f foot, float unit) {
  const auto within = [&](cv::Point2f centre, cv::Point2f point, float factor) {
    return std::hypot(point.x - centre.x, point.y - centre.y) <= thresholds_.loiterRadius * unit * factor;
  };
  if (centre_) {
    if (within(*centre_, foot, kLeaveFactor)) return Change::kNone;
    centre_.reset();
    places_.clear();
    return Change::kEnded;
  }
  if (!places_.empty() && at - places_.back().at < absl::Seconds(1)) return Change::kNone;
  places_.push_back({at, foot});
  while (places_.size() > 2 && at - places_[1].at >= thresholds_.loiter) places_.pop_front();
  if (at - places_.front().at < thresholds_.loiter) return Change::kNone;
  cv::Point2f mean;
  for (const Step& place : places_) mean += place.foot * (1 / static_cast<float>(places_.size()));
  if (!std::all_of(places_.begin(), places_.end(), [&](const Step& p) { return within(mean, p.foot, 1); })) {
    return Change::kNone;
  }
  // Crossing the place slowly is not staying about it.
  if (!within(places_.front().foot, foot, 1)) return Change::kNone;
  centre_ = mean;
  since_ = places_.front().at;
  return Change::kBegan;
}

}  // namespace cameramonit::situation
