#pragma once

#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detector_description.h"
#include "analyzer/detect/tensor.h"

namespace cameramonit::detect {

/// How a point of the network's input maps back to the picture: picture = (input - offset) * scale, per axis.
struct InputMapping {
  cv::Point2f offset;
  cv::Size2f scale{1, 1};

  /// A box in input pixels, in picture pixels.
  cv::Rect2f toPicture(const cv::Rect2f& inputBox) const;
};

/// Appends `picture` (CV_8UC3, BGR) to `tensor` as the description wants it: its shape becomes [n + 1, 3, height,
/// width]. Reentrant.
InputMapping appendInput(const cv::Mat& picture, const InputDescription& description, Tensor& tensor);

/// Fills `tensor` with `picture` alone; the tensor's memory is reused. Reentrant.
InputMapping makeInput(const cv::Mat& picture, const InputDescription& description, Tensor& tensor);

}  // namespace cameramonit::detect
