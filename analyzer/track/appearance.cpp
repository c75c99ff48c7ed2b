#include "analyzer/track/appearance.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::track {
namespace {

// The part of a box that most likely shows the object itself.
constexpr float kSideMargin = 0.25F;    // of the width, on either side
constexpr float kTopMargin = 0.08F;     // of the height
constexpr float kBottomMargin = 0.08F;  // of the height
constexpr int kLeastSide = 3;           // pixels
constexpr int kMostSamples = 24;        // a side and half; more tell nothing new

cv::Rect innerPart(const cv::Rect2f& box, const cv::Size& picture) {
  const cv::Rect2f inner(box.x + box.width * kSideMargin, box.y + box.height * kTopMargin,
                         box.width * (1 - 2 * kSideMargin), box.height * (1 - kTopMargin - kBottomMargin));
  const cv::Rect pixels(cvFloor(inner.x), cvFloor(inner.y), cvCeil(inner.width), cvCeil(inner.height));
  return pixels & cv::Rect({0, 0}, picture);
}

}  // namespace

Appearance Appearance::of(const cv::Mat& picture, const cv::Rect2f& box) {
  Appearance appearance;
  const cv::Rect inner = innerPart(box, picture.size());
  if (inner.width < kLeastSide || inner.height < kParts * kLeastSide) return appearance;
  const int stepX = std::max(1, inner.width / kMostSamples);
  const int stepY = std::max(1, inner.height / (kParts * kMostSamples));
  for (int part = 0; part < kParts; ++part) {
    const int top = inner.y + inner.height * part / kParts;
    const int bottom = inner.y + inner.height * (part + 1) / kParts;
    const float samples =
        static_cast<float>((bottom - top + stepY - 1) / stepY) * static_cast<float>((inner.width + stepX - 1) / stepX);
    float* bins = appearance.bins_.data() + part * kBins;
    for (int y = top; y < bottom; y += stepY) {
      const auto* row = picture.ptr<cv::Vec3b>(y);
      for (int x = inner.x; x < inner.x + inner.width; x += stepX) vote(row[x], 1 / samples, bins);
    }
  }
  appearance.empty_ = false;
  return appearance;
}

void Appearance::vote(const cv::Vec3b& bgr, float weight, float* bins) {
  const float blue = bgr[0];
  const float green = bgr[1];
  const float red = bgr[2];
  const float high = std::max({blue, green, red});
  const float chroma = high - std::min({blue, green, red});
  // A dark or pale pixel's hue is noise, so colour and grey share the vote by how colourful it is.
  constexpr float kSurelyGrey = 16;
  constexpr float kSurelyColoured = 56;
  const float coloured = std::clamp((chroma - kSurelyGrey) / (kSurelyColoured - kSurelyGrey), 0.0F, 1.0F);

  const float level = high / 256 * kGreys - 0.5F;
  const int lower = std::clamp(cvFloor(level), 0, kGreys - 1);
  const int upper = std::min(lower + 1, kGreys - 1);
  const float towardsUpper = std::clamp(level - static_cast<float>(lower), 0.0F, 1.0F);
  float* greys = bins + kHues * kSaturations;
  greys[lower] += weight * (1 - coloured) * (1 - towardsUpper);
  greys[upper] += weight * (1 - coloured) * towardsUpper;
  if (coloured <= 0) return;

  float hue = 0;  // in sixths of the circle, as in HSV
  if (high == red) {
    hue = (green - blue) / chroma;
  } else if (high == green) {
    hue = 2 + (blue - red) / chroma;
  } else {
    hue = 4 + (red - green) / chroma;
  }
  const float position = (hue < 0 ? hue + 6 : hue) / 6 * kHues;
  const int firstHue = cvFloor(position) % kHues;
  const float towardsNext = position - std::floor(position);
  const int saturation = chroma > high / 2 ? 1 : 0;
  bins[firstHue * kSaturations + saturation] += weight * coloured * (1 - towardsNext);
  bins[(firstHue + 1) % kHues * kSaturations + saturation] += weight * coloured * towardsNext;
}

float Appearance::distanceTo(const Appearance& other, float unknown) const {
  if (empty_ || other.empty_) return unknown;
  float common = 0;
  for (std::size_t i = 0; i < bins_.size(); ++i) common += std::sqrt(bins_[i] * other.bins_[i]);
  return std::sqrt(std::max(0.0F, 1 - common / kParts));
}

void Appearance::blend(const Appearance& newer, float share) {
  if (newer.empty_) return;
  if (empty_) share = 1;
  for (std::size_t i = 0; i < bins_.size(); ++i) bins_[i] += share * (newer.bins_[i] - bins_[i]);
  empty_ = false;
}

}  // namespace cameramonit::track
