#include "analyzer/pipeline/live/privacy.h"

#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace cameramonit::pipeline {

void blacken(const application::v1::Channel& channel, cv::Mat& picture) {
  for (const application::v1::Zone& mask : channel.privacy_masks()) {
    std::vector<cv::Point> corners;
    for (const application::v1::Point& corner : mask.polygon()) {
      corners.emplace_back(static_cast<int>(std::lround(corner.x() * static_cast<float>(picture.cols))),
                           static_cast<int>(std::lround(corner.y() * static_cast<float>(picture.rows))));
    }
    if (!corners.empty()) cv::fillPoly(picture, std::vector<std::vector<cv::Point>>{corners}, cv::Scalar::all(0));
  }
}

}  // namespace cameramonit::pipeline
