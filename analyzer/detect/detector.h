#pragma once

#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detection.h"

namespace cameramonit::detect {

/// Finds objects in pictures. Thread-safe: several threads may call detect() at once.
class Detector {
 public:
  virtual ~Detector() = default;

  /// What is seen in each of `pictures` (CV_8UC3, BGR, any size, not empty), one entry a picture, each descending by
  /// score, duplicates removed. Boxes are in pixels of their picture. INTERNAL when the model fails.
  virtual absl::StatusOr<std::vector<Detections>> detect(std::span<const cv::Mat> pictures) = 0;

  /// Detections scored below this are noise more often than not.
  virtual float trustedScore() const = 0;

  /// Pixels that the network looks at for one picture, whatever the picture's size.
  virtual cv::Size inputSize() const = 0;

  /// Pictures that the model looks at in one run; more are looked at one after another.
  virtual int batchSize() const { return 1; }

  /// For people and logs, e.g. "nanodet on ONNX Runtime 1.28.2".
  virtual std::string describe() const = 0;
};

}  // namespace cameramonit::detect
