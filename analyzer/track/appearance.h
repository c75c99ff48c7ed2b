#pragma once

#include <array>

#include <opencv2/core/mat.hpp>

namespace cameramonit::track {

/// What an object looks like, coarsely enough to tell it from its neighbours and to know it again a second later:
/// a colour histogram of its upper and of its lower half. Empty where nothing could be seen.
class Appearance {
 public:
  Appearance() = default;

  /// Of the middle of `box` in `picture` (CV_8UC3, BGR), where there is little background. Empty where the box has
  /// fewer than a few pixels inside the picture. Reentrant.
  static Appearance of(const cv::Mat& picture, const cv::Rect2f& box);

  bool empty() const { return empty_; }

  /// Hellinger distance, 0 for the same colours to 1 for none in common; `unknown` where either is empty.
  float distanceTo(const Appearance& other, float unknown) const;

  /// Moves towards `newer`, by `share` (0..1) of the difference.
  void blend(const Appearance& newer, float share);

 private:
  static constexpr int kHues = 12;
  static constexpr int kSaturations = 2;  ///< of pixels that have a colour
  static constexpr int kGreys = 6;        ///< levels of those that have none
  static constexpr int kBins = kHues * kSaturations + kGreys;
  static constexpr int kParts = 2;  ///< upper and lower half

  static void vote(const cv::Vec3b& bgr, float weight, float* bins);

  bool empty_ = true;
  std::array<float, kParts * kBins> bins_{};  ///< each part sums up to 1
};

}  // namespace cameramonit::track
