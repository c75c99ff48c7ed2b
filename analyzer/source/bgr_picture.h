#pragma once

#include <absl/status/statusor.h>
#include <opencv2/core/mat.hpp>

#include "common/media/frame.h"
#include "common/media/picture_converter.h"

namespace cameramonit::source {

/// The decoded frame in a fresh CV_8UC3 buffer, BGR, scaled to `size` pixels. Errors: what the converter gives.
/// As thread-bound as the converter.
absl::StatusOr<cv::Mat> bgrPicture(media::PictureConverter& converter, const media::Frame& frame, cv::Size size);

}  // namespace cameramonit::source
