#pragma once

#include <cstdint>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detector.h"

namespace cameramonit::detect {

/// What a detector costs on this machine, decoding of its outputs included.
struct BenchResult {
  int pictures = 0;
  double picturesPerSecond = 0;  ///< of all threads together
  absl::Duration median;         ///< of one picture on one thread
  absl::Duration slowest;
};

/// Gives `detector` the same `picture` (CV_8UC3, BGR) again and again from `threads` threads for about `length`, after
/// one run each to warm up. Errors: the detector's. Reentrant.
absl::StatusOr<BenchResult> bench(Detector& detector, const cv::Mat& picture, int threads, absl::Duration length);

}  // namespace cameramonit::detect
