#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"

namespace cameramonit::situation {

/// Tells when the number of objects of one class passes a level and stays past it for a while. Between levels nothing
/// is told: comings and goings are told one by one. How many there are at the very start is no change. Thread-bound.
class CountWatch {
 public:
  /// Borrows `thresholds`, which must outlive this.
  CountWatch(std::string objectClass, const Thresholds& thresholds)
      : objectClass_(std::move(objectClass)), thresholds_(thresholds) {}

  /// `count` objects are in the picture at `at`.
  void step(absl::Duration at, int count, std::vector<Situation>& out);

 private:
  /// The highest level not above `count`, 0 below all.
  int levelOf(int count) const;

  const std::string objectClass_;
  const Thresholds& thresholds_;
  std::optional<absl::Duration> startedAt_;
  int told_ = 0;  ///< the count that was told last
  std::optional<absl::Duration> changingSince_;
  int lowest_ = 0, highest_ = 0;  ///< of the change under way
  int ordinal_ = 0;
};

}  // namespace cameramonit::situation
