#pragma once

#include <array>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

namespace cameramonit::motion {

struct BackgroundSettings {
  absl::Duration learning = absl::Seconds(4);    ///< time constant where nothing is in front
  absl::Duration absorbing = absl::Seconds(40);  ///< time constant where something stands in front
  float leastContrast = 20;                      ///< difference from the background, of 0..255, that counts at all
  float noiseFactor = 4;                         ///< and at least this many deviations of that pixel's own noise
  float leastChange = 10;                        ///< difference from the frame before that counts as moving
  float gainDoubt = 0.5F;                        ///< share of an exposure change that may be wrong locally
};

/// A running picture of what is there when nothing moves, with each pixel's noise, in the camera's present exposure.
/// Thread-bound.
class Background {
 public:
  explicit Background(const BackgroundSettings& settings) : settings_(settings) {}

  /// Masks (CV_8UC1, 0 or 255) of one picture.
  struct Difference {
    cv::Mat foreground;  ///< differs from the background
    cv::Mat moving;      ///< differs from the picture before
    float gain = 1;      ///< exposure against the picture before
  };

  /// Compares `picture` (CV_8UC3) with the background, after following a change of exposure. Does not learn yet.
  Difference compare(const cv::Mat& picture);

  /// Learns the picture that was just compared; `foreground` says where something stands in front.
  void learn(const cv::Mat& foreground, absl::Duration at);

  /// Forgets everything: `picture` is the background now.
  void restart(const cv::Mat& picture, absl::Duration at);

  bool empty() const { return mean_.empty(); }

 private:
  std::array<float, 3> exposureGains(const cv::Mat& picture) const;

  const BackgroundSettings settings_;
  cv::Mat mean_;      ///< CV_32FC3
  cv::Mat variance_;  ///< CV_32FC1, of the most different channel
  cv::Mat residual_;  ///< CV_32FC1, of the picture that was compared last
  cv::Mat picture_;   ///< CV_8UC3, compared or restarted with last
  cv::Mat lastForeground_;
  float doubt_ = 0;  ///< extra contrast needed while the exposure is changing
  absl::Duration at_;
};

}  // namespace cameramonit::motion
