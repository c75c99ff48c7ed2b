#include "analyzer/motion/motion_detector.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace cameramonit::motion {
namespace {

/// Single specks go, holes and narrow gaps close, so that one object is one region.
cv::Mat clean(const cv::Mat& foreground) {
  static const cv::Mat kSpeck = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3});
  static const cv::Mat kGap = cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5});
  cv::Mat cleaned;
  cv::medianBlur(foreground, cleaned, 3);
  cv::morphologyEx(cleaned, cleaned, cv::MORPH_OPEN, kSpeck);
  cv::morphologyEx(cleaned, cleaned, cv::MORPH_CLOSE, kGap);
  return cleaned;
}

}  // namespace

MotionFrame MotionDetector::update(const cv::Mat& picture, absl::Duration at) {
  const int height = std::max(1, cvRound(static_cast<double>(picture.rows) * settings_.width / picture.cols));
  cv::Mat small;
  cv::resize(picture, small, {settings_.width, height}, 0, 0, cv::INTER_AREA);
  cv::GaussianBlur(small, small, {3, 3}, 0);  // sensor noise and block edges

  MotionFrame frame;
  frame.scene = measure(small);
  frame.foreground = cv::Mat::zeros(small.size(), CV_8UC1);
  if (background_.empty()) {
    background_.restart(small, at);
    return frame;
  }
  const Background::Difference difference = background_.compare(small);
  frame.scene.exposureGain = difference.gain;
  const cv::Mat foreground = clean(difference.foreground);
  frame.scene.foregroundShare =
      static_cast<float>(cv::countNonZero(foreground)) / static_cast<float>(foreground.total());
  if (frame.scene.foregroundShare >= settings_.sceneChange) {
    background_.restart(small, at);
    frame.relearned = true;
    return frame;
  }
  background_.learn(foreground, at);
  frame.regions = findRegions(foreground, difference.moving, picture.size());
  frame.foreground = foreground;
  return frame;
}

SceneMeasures MotionDetector::measure(const cv::Mat& small) {
  SceneMeasures scene;
  cv::Mat brightness;
  cv::cvtColor(small, brightness, cv::COLOR_BGR2GRAY);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(brightness, mean, deviation);
  scene.brightness = static_cast<float>(mean[0]);
  scene.contrast = static_cast<float>(deviation[0]);
  cv::Mat edges;
  cv::Laplacian(brightness, edges, CV_16S);
  cv::meanStdDev(edges, mean, deviation);
  scene.sharpness = static_cast<float>(deviation[0] * deviation[0]);
  if (!previousBrightness_.empty()) {
    const double sum = cv::norm(brightness, previousBrightness_, cv::NORM_L1);
    scene.difference = static_cast<float>(sum / static_cast<double>(brightness.total()));
  }
  previousBrightness_ = brightness;
  return scene;
}

std::vector<Region> MotionDetector::findRegions(const cv::Mat& foreground, const cv::Mat& moving,
                                                const cv::Size& picture) const {
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centroids;
  const int count = cv::connectedComponentsWithStats(foreground, labels, stats, centroids, 8, CV_32S);
  std::vector<int> movingPixels(count, 0);
  for (int y = 0; y < labels.rows; ++y) {
    const int* label = labels.ptr<int>(y);
    const auto* moves = moving.ptr<std::uint8_t>(y);
    for (int x = 0; x < labels.cols; ++x) movingPixels[label[x]] += moves[x] != 0 ? 1 : 0;
  }
  const float scaleX = static_cast<float>(picture.width) / static_cast<float>(foreground.cols);
  const float scaleY = static_cast<float>(picture.height) / static_cast<float>(foreground.rows);
  const float leastArea = settings_.leastRegion * static_cast<float>(foreground.total());
  std::vector<Region> regions;
  for (int i = 1; i < count; ++i) {  // 0 is the background
    const int* row = stats.ptr<int>(i);
    const auto area = static_cast<float>(row[cv::CC_STAT_AREA]);
    if (area < leastArea) continue;
    const auto x = static_cast<float>(row[cv::CC_STAT_LEFT]);
    const auto y = static_cast<float>(row[cv::CC_STAT_TOP]);
    const auto width = static_cast<float>(row[cv::CC_STAT_WIDTH]);
    const auto height = static_cast<float>(row[cv::CC_STAT_HEIGHT]);
    Region region;
    region.box = {x * scaleX, y * scaleY, width * scaleX, height * scaleY};
    region.fill = area / (width * height);
    region.movingShare = static_cast<float>(movingPixels[i]) / area;
    regions.push_back(region);
  }
  std::sort(regions.begin(), regions.end(),
            [](const Region& a, const Region& b) { return a.box.area() > b.box.area(); });
  return regions;
}

}  // namespace cameramonit::motion
