#include "analyzer/detect/picture_input.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace cameramonit::detect {
namespace {

constexpr double kLetterboxGrey = 114;  // what detectors trained with letterboxes commonly expect

/// Splits interleaved bytes into normalised planes.
void writePlanes(const cv::Mat& picture, const InputDescription& description, float* planes) {
  const std::size_t planeSize = static_cast<std::size_t>(picture.rows) * picture.cols;
  for (int channel = 0; channel < 3; ++channel) {
    const int sourceChannel = description.order == InputDescription::ChannelOrder::kBgr ? channel : 2 - channel;
    const float scale = 1 / description.deviation[channel];
    const float shift = -description.mean[channel] * scale;
    float* plane = planes + channel * planeSize;
    for (int y = 0; y < picture.rows; ++y) {
      const std::uint8_t* row = picture.ptr<std::uint8_t>(y) + sourceChannel;
      for (int x = 0; x < picture.cols; ++x) *plane++ = static_cast<float>(row[3 * x]) * scale + shift;
    }
  }
}

}  // namespace

cv::Rect2f InputMapping::toPicture(const cv::Rect2f& inputBox) const {
  return {(inputBox.x - offset.x) * scale.width, (inputBox.y - offset.y) * scale.height, inputBox.width * scale.width,
          inputBox.height * scale.height};
}

InputMapping makeInput(const cv::Mat& picture, const InputDescription& description, Tensor& tensor) {
  tensor.values.clear();
  return appendInput(picture, description, tensor);
}

InputMapping appendInput(const cv::Mat& picture, const InputDescription& description, Tensor& tensor) {
  const cv::Size size = description.size;
  InputMapping mapping;
  cv::Mat scaled;
  if (description.resize == InputDescription::Resize::kStretch) {
    cv::resize(picture, scaled, size, 0, 0, cv::INTER_LINEAR);
    mapping.scale = {static_cast<float>(picture.cols) / size.width, static_cast<float>(picture.rows) / size.height};
  } else {
    const float factor =
        std::min(static_cast<float>(size.width) / picture.cols, static_cast<float>(size.height) / picture.rows);
    const cv::Size inner(std::max(1, cvRound(picture.cols * factor)), std::max(1, cvRound(picture.rows * factor)));
    const cv::Point corner((size.width - inner.width) / 2, (size.height - inner.height) / 2);
    scaled.create(size, CV_8UC3);
    scaled.setTo(cv::Scalar::all(kLetterboxGrey));
    cv::Mat window = scaled(cv::Rect(corner, inner));
    cv::resize(picture, window, inner, 0, 0, cv::INTER_LINEAR);
    mapping.offset = corner;
    mapping.scale = {static_cast<float>(picture.cols) / inner.width, static_cast<float>(picture.rows) / inner.height};
  }
  tensor.name = description.name;
  const std::size_t pictureSize = 3 * static_cast<std::size_t>(size.area());
  const std::size_t start = tensor.values.size();
  tensor.values.resize(start + pictureSize);
  tensor.shape = {static_cast<std::int64_t>(tensor.values.size() / pictureSize), 3, size.height, size.width};
  writePlanes(scaled, description, tensor.values.data() + start);
  return mapping;
}

}  // namespace cameramonit::detect
