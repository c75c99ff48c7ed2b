#pragma once

#include <string>
#include <vector>

#include <opencv2/core/types.hpp>

namespace cameramonit::detect {

/// One object that a detector believes to see in one picture.
struct Detection {
  cv::Rect2f box;           ///< pixels of the picture; may reach past its edges
  float score = 0;          ///< 0..1, comparable only within one detector
  std::string objectClass;  ///< COCO name ("person", "car") or what the detector's description says
};

using Detections = std::vector<Detection>;

/// Intersection over union of two boxes, 0..1; 0 where both are empty. Reentrant.
float overlap(const cv::Rect2f& a, const cv::Rect2f& b);

/// Greedy non-maximum suppression within each class: the best-scored box stays, boxes that overlap it by more than
/// `mostOverlap` (intersection over union) go. The result descends by score. Reentrant.
Detections suppressDuplicates(Detections candidates, float mostOverlap);

}  // namespace cameramonit::detect
