#pragma once

#include <absl/time/time.h>

namespace cameramonit::gate {

/// The usual value of a number that arrives again and again, and how far it usually strays, learnt while it runs.
/// Outliers pull at it no harder than ordinary values do. Thread-bound.
class RobustLevel {
 public:
  /// Forgets with time constant `learning`; deviations are never taken to be below `leastDeviation`.
  RobustLevel(absl::Duration learning, double leastDeviation) : learning_(learning), leastDeviation_(leastDeviation) {}

  /// How many usual deviations `value` lies above the usual (below: negative). 0 until enough was learnt.
  double excess(double value) const;

  /// Learns `value`, which stands for the time `passed` since the one before.
  void learn(double value, absl::Duration passed);

  /// Whether enough was learnt to judge.
  bool settled() const { return count_ >= kSettled; }
  double usual() const { return usual_; }
  double deviation() const;

 private:
  static constexpr int kSettled = 24;

  absl::Duration learning_;
  double leastDeviation_;
  double usual_ = 0;
  double spread_ = 0;  ///< mean absolute deviation, outliers cut
  int count_ = 0;      ///< up to kSettled
};

}  // namespace cameramonit::gate
