#include "analyzer/situation/rest_watch.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr double kSmoothing = 0.4;  // s: boxes tremble by a few pixels from frame to frame
constexpr absl::Duration kSpeedWindow = absl::Seconds(2);
constexpr int kOutsideSteps = 2;

float distance(cv::Point2f a, cv::Point2f b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

}  // namespace

RestWatch::Change RestWatch::step(absl::Duration at, cv::Point2f foot, float unit) {
  if (!smooth_) {
    smooth_ = start_ = foot;
  } else {
    const double seconds = absl::ToDoubleSeconds(at - recent_.back().at);
    const auto share = static_cast<float>(1 - std::exp(-seconds / kSmoothing));
    *smooth_ += (foot - *smooth_) * share;
  }
  unit_ = unit;
  recent_.push_back({at, *smooth_});
  const absl::Duration keep = std::max(thresholds_.stop, kSpeedWindow);
  while (recent_.size() > 2 && at - recent_[1].at >= keep) recent_.pop_front();
  if (distance(*start_, *smooth_) > thresholds_.minimumTravel * unit) travelled_ = true;

  if (anchor_) {
    outside_ = distance(*anchor_, *smooth_) > thresholds_.moveOffRadius * unit ? outside_ + 1 : 0;
    if (outside_ < kOutsideSteps) return Change::kNone;
    anchor_.reset();
    outside_ = 0;
    travelled_ = true;
    recent_.erase(recent_.begin(), recent_.end() - 1);
    return Change::kMovedOff;
  }
  if (at - recent_.front().at < thresholds_.stop) return Change::kNone;
  cv::Point2f centre;
  const auto window =
      std::find_if(recent_.begin(), recent_.end(), [&](const Step& s) { return at - s.at <= thresholds_.stop; });
  const auto count = static_cast<float>(recent_.end() - window);
  for (auto it = window; it != recent_.end(); ++it) centre += it->foot * (1 / count);
  const bool still = std::all_of(
      window, recent_.end(), [&](const Step& s) { return distance(centre, s.foot) <= thresholds_.stopRadius * unit; });
  if (!still) return Change::kNone;
  anchor_ = centre;
  since_ = window->at;
  return travelled_ ? Change::kStopped : Change::kNone;
}

float RestWatch::speed() const {
  if (recent_.size() < 2) return 0;
  const absl::Duration now = recent_.back().at;
  const auto start =
      std::find_if(recent_.begin(), recent_.end(), [&](const Step& s) { return now - s.at <= kSpeedWindow; });
  const double seconds = absl::ToDoubleSeconds(now - start->at);
  return seconds <= 0 ? 0 : distance(start->foot, recent_.back().foot) / unit_ / static_cast<float>(seconds);
}

}  // namespace cameramonit::situation
