#include "analyzer/detect/best_class.h"

#include <cmath>

namespace cameramonit::detect {

BestClass::BestClass(const DetectorDescription& description)
    : logits_(description.scoresAreLogits), leastScore_(description.leastScore) {
  for (const std::string& name : description.classes) wanted_.push_back(name.empty() ? 0 : 1);
}

BestClass::Pick BestClass::pick(const float* scores, std::size_t step, float factor) const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < wanted_.size(); ++i) {
    if (scores[i * step] > scores[best * step]) best = i;
  }
  const float score = activate(scores[best * step]) * factor;
  // Not-a-number compares false, so a broken output yields nothing.
  if (wanted_[best] == 0 || !(score >= leastScore_)) return {};
  return {static_cast<int>(best), score};
}

float BestClass::activate(float value) const {
  return logits_ ? 1 / (1 + std::exp(-value)) : value;
}

}  // namespace cameramonit::detect
