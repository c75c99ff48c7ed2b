#pragma once

#include <deque>
#include <optional>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

#include "analyzer/situation/scene.h"

namespace cameramonit::situation {

/// Tells when someone stays about one place for long, walking about or not. Looks once a second, so that memory stays
/// small however long the time is. Thread-bound; one per track.
class LoiterWatch {
 public:
  enum class Change { kNone, kBegan, kEnded };

  /// Borrows `thresholds`, which must outlive this.
  explicit LoiterWatch(const Thresholds& thresholds) : thresholds_(thresholds) {}

  Change step(absl::Duration at, cv::Point2f foot, float unit);

  bool loitering() const { return centre_.has_value(); }
  absl::Duration since() const { return since_; }  ///< only while loitering()

 private:
  struct Step {
    absl::Duration at;
    cv::Point2f foot;
  };

  const Thresholds& thresholds_;
  std::deque<Step> places_;
  std::optional<cv::Point2f> centre_;
  absl::Duration since_;
};

}  // namespace cameramonit::situation
