#include "analyzer/gate/robust_level.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::gate {
namespace {

constexpr double kDeviationOfSpread = 1.2533;  // of a normal distribution, by its mean absolute deviation
constexpr double kCut = 3;                     // deviations beyond which a value is an outlier

}  // namespace

double RobustLevel::deviation() const {
  return std::max(leastDeviation_, kDeviationOfSpread * spread_);
}

double RobustLevel::excess(double value) const {
  return settled() ? (value - usual_) / deviation() : 0;
}

void RobustLevel::learn(double value, absl::Duration passed) {
  if (count_ < kSettled) {
    ++count_;
    const double share = 1.0 / count_;
    spread_ += share * (std::abs(value - usual_) * (count_ > 1 ? 1 : 0) - spread_);
    usual_ += share * (value - usual_);
    return;
  }
  const double share = 1 - std::exp(-std::max(0.0, absl::FDivDuration(passed, learning_)));
  const double most = kCut * deviation();
  const double away = std::clamp(value - usual_, -most, most);
  usual_ += share * away;
  spread_ += share * (std::abs(away) - spread_);
}

}  // namespace cameramonit::gate
