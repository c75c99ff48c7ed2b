#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <opencv2/core/mat.hpp>

namespace cameramonit::record {

/// `bgr` as the bytes of a JPEG file, reduced so that it is at most `largestSide` pixels wide or high; `quality` is
/// 1..100. Errors: INTERNAL when the picture is empty or can't be encoded. Reentrant.
absl::StatusOr<std::string> encodeJpeg(const cv::Mat& bgr, int quality = 85, int largestSide = 1280);

}  // namespace cameramonit::record
