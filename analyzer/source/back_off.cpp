#include "analyzer/source/back_off.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::source {

absl::Duration BackOff::next(bool wrongLogin) {
  const absl::Duration first = wrongLogin ? options_.firstWrongLogin : options_.first;
  const absl::Duration most = wrongLogin ? options_.mostWrongLogin : options_.most;
  constexpr int kMostDoublings = 16;
  const absl::Duration steady = std::min(most, first * std::exp2(std::min(failures_, kMostDoublings)));
  ++failures_;
  std::uniform_real_distribution<double> around(1 - options_.jitter, 1 + options_.jitter);
  return steady * around(random_);
}

}  // namespace cameramonit::source
