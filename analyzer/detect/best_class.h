#pragma once

#include "analyzer/detect/detector_description.h"

namespace cameramonit::detect {

/// Picks a candidate's class from its row of scores. Reentrant.
class BestClass {
 public:
  explicit BestClass(const DetectorDescription& description);

  /// The best-scored class of interest; its score is 0 when none reaches the least score. `scores` has one value a
  /// class, `step` floats apart; `factor` multiplies them after the activation.
  struct Pick {
    int classIndex = 0;
    float score = 0;
  };
  Pick pick(const float* scores, std::size_t step = 1, float factor = 1) const;

  /// A raw value of the network as a score.
  float activate(float value) const;

  std::size_t classCount() const { return wanted_.size(); }

 private:
  const bool logits_;
  const float leastScore_;
  std::vector<char> wanted_;
};

}  // namespace cameramonit::detect
