#include "analyzer/feature/colour_naming.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace cameramonit::feature {
namespace {

constexpr int kThumbnailWidth = 64, kThumbnailHeight = 36;
constexpr float kNeutralChroma = 14;  // CIELAB; asphalt and concrete under a blue or yellow sky stay below
constexpr float kMinNeutralShare = 0.10F;
constexpr float kDimWhite = 70;  // where the brightest hundredth is darker than this, the picture is dark
constexpr float kMaxGain = 1.5F;

cv::Mat labOf(const cv::Mat& bgr) {
  cv::Mat scaled, lab;
  bgr.convertTo(scaled, CV_32FC3, 1.0 / 255);
  cv::cvtColor(scaled, lab, cv::COLOR_BGR2Lab);
  return lab;
}

// Hue circle of CIELAB in degrees: 0 is magenta-red, 90 yellow, 180 green, 270 blue.
Colour nameOfHue(float hue, float lightness, float chroma) {
  if (hue < 12 || hue >= 345) {
    // Glossy red paint under a bright sky keeps its chroma around 40; real pink is lighter or far more vivid.
    return lightness > 70 || (lightness > 55 && chroma > 58) ? Colour::kPink : Colour::kRed;
  }
  if (hue < 50) {
    if (lightness > 70) return Colour::kPink;
    if (chroma < 28) return lightness < 55 ? Colour::kBrown : Colour::kPink;
    return Colour::kRed;
  }
  if (hue < 76) {
    if (lightness > 62 && chroma < 34) return Colour::kBeige;
    return chroma > 48 && lightness > 45 ? Colour::kOrange : Colour::kBrown;
  }
  if (hue < 105) {
    if (chroma < 32) return lightness > 62 ? Colour::kBeige : Colour::kBrown;
    return lightness > 55 ? Colour::kYellow : (hue > 95 ? Colour::kGreen : Colour::kBrown);
  }
  if (hue < 200) return Colour::kGreen;
  if (hue < 303 || (hue < 312 && chroma > 70)) return Colour::kBlue;  // the primary itself leans to purple
  if (hue < 328) return Colour::kPurple;
  return lightness > 50 ? Colour::kPink : Colour::kPurple;
}

}  // namespace

Colour nameOfLab(float lightness, float a, float b) {
  const float chroma = std::hypot(a, b);
  float hue = std::atan2(b, a) * 180.0F / std::numbers::pi_v<float>;
  if (hue < 0) hue += 360;
  if (lightness < 16) return Colour::kBlack;
  // Dark cloth reflects the sky, and compressed pictures smear chroma: the darker, the more chroma a hue must show.
  float neutral = lightness < 34 ? 10.0F : 9.0F;
  if (lightness > 66) neutral = 11;
  if (hue > 50 && hue < 110) neutral += 2;                     // yellowish greys are common indoors
  if (lightness > 60 && hue > 120 && hue < 290) neutral += 4;  // glass and silver paint mirror sky and leaves
  if (chroma < neutral) {
    if (lightness < 30) return Colour::kBlack;
    if (lightness < 60) return Colour::kGrey;
    // White paint and cloth reflect the light as it is; a bright surface with a tint of its own is silver.
    return lightness >= 94 || (lightness >= 85 && chroma < 5) ? Colour::kWhite : Colour::kSilver;
  }
  return nameOfHue(hue, lightness, chroma);
}

Colour nameOfBgr(const cv::Vec3b& bgr) {
  const cv::Mat lab = labOf(cv::Mat(1, 1, CV_8UC3, cv::Scalar(bgr[0], bgr[1], bgr[2])));
  const auto& pixel = lab.at<cv::Vec3f>(0, 0);
  return nameOfLab(pixel[0], pixel[1], pixel[2]);
}

Illumination estimateIllumination(const cv::Mat& bgr) {
  cv::Mat thumbnail;
  cv::resize(bgr, thumbnail, {kThumbnailWidth, kThumbnailHeight}, 0, 0, cv::INTER_NEAREST);
  const cv::Mat lab = labOf(thumbnail);
  std::vector<float> lightness, a, b;
  for (int y = 0; y < lab.rows; ++y) {
    for (const auto* pixel = lab.ptr<cv::Vec3f>(y); pixel != lab.ptr<cv::Vec3f>(y) + lab.cols; ++pixel) {
      lightness.push_back((*pixel)[0]);
      if ((*pixel)[0] > 15 && std::hypot((*pixel)[1], (*pixel)[2]) < kNeutralChroma) {
        a.push_back((*pixel)[1]);
        b.push_back((*pixel)[2]);
      }
    }
  }
  Illumination light;
  const auto bright = lightness.begin() + static_cast<std::ptrdiff_t>(lightness.size() * 99 / 100);
  std::nth_element(lightness.begin(), bright, lightness.end());
  if (*bright < kDimWhite) light.gain = std::min(kMaxGain, kDimWhite / std::max(*bright, 1.0F));
  if (static_cast<float>(a.size()) >= kMinNeutralShare * static_cast<float>(lightness.size())) {
    const auto middle = static_cast<std::ptrdiff_t>(a.size() / 2);
    std::nth_element(a.begin(), a.begin() + middle, a.end());
    std::nth_element(b.begin(), b.begin() + middle, b.end());
    light.castA = a[static_cast<std::size_t>(middle)];
    light.castB = b[static_cast<std::size_t>(middle)];
  }
  return light;
}

cv::Mat toLab(const cv::Mat& bgr, const Illumination& light) {
  cv::Mat lab = labOf(bgr);
  cv::multiply(lab, cv::Scalar(light.gain, 1, 1), lab);
  cv::subtract(lab, cv::Scalar(0, light.castA, light.castB), lab);
  return lab;
}

ColourShares colourShares(const cv::Mat& lab, const cv::Mat& weights) {
  ColourShares shares{};
  for (int y = 0; y < lab.rows; ++y) {
    const auto* pixel = lab.ptr<cv::Vec3f>(y);
    const auto* weight = weights.ptr<float>(y);
    for (int x = 0; x < lab.cols; ++x) {
      if (weight[x] > 0) shares[indexOf(nameOfLab(pixel[x][0], pixel[x][1], pixel[x][2]))] += weight[x];
    }
  }
  return shares;
}

}  // namespace cameramonit::feature
