#include "analyzer/detect/detection.h"

#include <algorithm>
#include <utility>

namespace cameramonit::detect {

float overlap(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float common = (a & b).area();
  const float all = a.area() + b.area() - common;
  return all > 0 ? common / all : 0;
}

Detections suppressDuplicates(Detections candidates, float mostOverlap) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  Detections kept;
  for (Detection& candidate : candidates) {
    const bool duplicate = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return better.objectClass == candidate.objectClass && overlap(better.box, candidate.box) > mostOverlap;
    });
    if (!duplicate) kept.push_back(std::move(candidate));
  }
  return kept;
}

}  // namespace cameramonit::detect
