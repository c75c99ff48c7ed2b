#include "analyzer/record/picture_file.h"

#include <algorithm>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/status.h"

namespace cameramonit::record {

absl::StatusOr<std::string> encodeJpeg(const cv::Mat& bgr, int quality, int largestSide) {
  if (bgr.empty()) return base::internalError("There is no picture to encode.");
  cv::Mat reduced = bgr;
  const double scale = static_cast<double>(largestSide) / std::max(bgr.cols, bgr.rows);
  if (scale < 1) cv::resize(bgr, reduced, {}, scale, scale, cv::INTER_AREA);
  std::vector<unsigned char> bytes;
  try {
    const std::vector<int> options = {cv::IMWRITE_JPEG_QUALITY, std::clamp(quality, 1, 100), cv::IMWRITE_JPEG_OPTIMIZE,
                                      1};
    if (!cv::imencode(".jpg", reduced, bytes, options)) return base::internalError("The picture can't be encoded.");
  } catch (const cv::Exception& error) {
    return base::internalError("The picture can't be encoded.", {{"cause", error.what()}});
  }
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace cameramonit::record
