#include "analyzer/motion/background.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::motion {
namespace {

constexpr float kStartDeviation = 5;  // of a pixel whose noise is not known yet
constexpr float kMostDeviation = 30;  // noisier than this nothing gets, or objects would teach their own noise
constexpr float kMiddleGrey = 128;

/// Which share of the way to a new value a running mean goes in `elapsed`.
float learningShare(absl::Duration elapsed, absl::Duration timeConstant) {
  return 1 - std::exp(-static_cast<float>(absl::FDivDuration(elapsed, timeConstant)));
}

/// The most common ratio of two pictures' pixels, from a histogram over its logarithm. 1 when no ratio is common.
class CommonRatio {
 public:
  void add(float numerator, float denominator) {
    const float position = (std::log(numerator / denominator) + kReach) / kBinWidth;
    if (!(position >= 0 && position < kBins)) return;
    ++bins_[static_cast<std::size_t>(position)];
    ++samples_;
  }

  float value() const {
    constexpr int kWindow = 3;  // bins on either side that count as the same ratio
    int best = -1;
    int bestCount = 0;
    for (int i = kWindow; i < kBins - kWindow; ++i) {
      int count = 0;
      for (int j = i - kWindow; j <= i + kWindow; ++j) count += bins_[j];
      if (count > bestCount) {
        bestCount = count;
        best = i;
      }
    }
    constexpr float kLeastAgreement = 0.3F;
    if (best < 0 || static_cast<float>(bestCount) < kLeastAgreement * static_cast<float>(samples_)) return 1;
    float weighted = 0;
    for (int j = best - kWindow; j <= best + kWindow; ++j) {
      weighted += static_cast<float>(bins_[j]) * (static_cast<float>(j) + 0.5F);
    }
    return std::exp(weighted / static_cast<float>(bestCount) * kBinWidth - kReach);
  }

 private:
  static constexpr float kReach = 0.7F;  // a factor of two up or down
  static constexpr int kBins = 140;
  static constexpr float kBinWidth = 2 * kReach / kBins;
  std::array<int, kBins> bins_{};
  int samples_ = 0;
};

}  // namespace

Background::Difference Background::compare(const cv::Mat& picture) {
  const std::array<float, 3> gains = exposureGains(picture);
  const float gain = (gains[0] + gains[1] + gains[2]) / 3;
  // Sensors clip and cameras sharpen, so a compensated change of exposure is right only roughly, for a while.
  const float change = std::abs(gain - 1) * kMiddleGrey * settings_.gainDoubt;
  constexpr float kDoubtDecay = 0.8F;
  doubt_ = std::max(doubt_ * kDoubtDecay, change);

  Difference difference;
  difference.gain = gain;
  difference.foreground.create(picture.size(), CV_8UC1);
  difference.moving.create(picture.size(), CV_8UC1);
  residual_.create(picture.size(), CV_32FC1);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* now = picture.ptr<cv::Vec3b>(y);
    const auto* before = picture_.ptr<cv::Vec3b>(y);
    auto* mean = mean_.ptr<cv::Vec3f>(y);
    const float* variance = variance_.ptr<float>(y);
    float* residual = residual_.ptr<float>(y);
    auto* foreground = difference.foreground.ptr<std::uint8_t>(y);
    auto* moving = difference.moving.ptr<std::uint8_t>(y);
    for (int x = 0; x < picture.cols; ++x) {
      float fromMean = 0;
      float fromBefore = 0;
      for (int channel = 0; channel < 3; ++channel) {
        mean[x][channel] = std::min(mean[x][channel] * gains[channel], 255.0F);
        const float value = now[x][channel];
        fromMean = std::max(fromMean, std::abs(value - mean[x][channel]));
        fromBefore = std::max(fromBefore, std::abs(value - std::min(before[x][channel] * gains[channel], 255.0F)));
      }
      residual[x] = fromMean;
      const float threshold =
          std::max(settings_.leastContrast, settings_.noiseFactor * std::sqrt(variance[x])) + doubt_;
      foreground[x] = fromMean > threshold ? 255 : 0;
      moving[x] = fromBefore > settings_.leastChange + doubt_ ? 255 : 0;
    }
  }
  picture.copyTo(picture_);
  return difference;
}

void Background::learn(const cv::Mat& foreground, absl::Duration at) {
  const absl::Duration elapsed = at - at_;
  at_ = at;
  const float learning = learningShare(elapsed, settings_.learning);
  const float absorbing = learningShare(elapsed, settings_.absorbing);
  for (int y = 0; y < mean_.rows; ++y) {
    const auto* now = picture_.ptr<cv::Vec3b>(y);
    const auto* inFront = foreground.ptr<std::uint8_t>(y);
    const float* residual = residual_.ptr<float>(y);
    auto* mean = mean_.ptr<cv::Vec3f>(y);
    float* variance = variance_.ptr<float>(y);
    for (int x = 0; x < mean_.cols; ++x) {
      const float share = inFront[x] != 0 ? absorbing : learning;
      for (int channel = 0; channel < 3; ++channel) {
        mean[x][channel] += share * (static_cast<float>(now[x][channel]) - mean[x][channel]);
      }
      const float spread = std::min(residual[x] * residual[x], kMostDeviation * kMostDeviation);
      variance[x] += share * (spread - variance[x]);
    }
  }
  foreground.copyTo(lastForeground_);
}

void Background::restart(const cv::Mat& picture, absl::Duration at) {
  picture.convertTo(mean_, CV_32FC3);
  variance_ = cv::Mat(picture.size(), CV_32FC1, cv::Scalar::all(kStartDeviation * kStartDeviation));
  lastForeground_ = cv::Mat::zeros(picture.size(), CV_8UC1);
  picture.copyTo(picture_);
  doubt_ = 0;
  at_ = at;
}

std::array<float, 3> Background::exposureGains(const cv::Mat& picture) const {
  constexpr int kStep = 2;           // every second pixel of every second row is plenty
  constexpr float kDarkest = 12;     // of darker pixels a ratio is mostly noise
  constexpr float kBrightest = 245;  // brighter ones may be clipped
  std::array<CommonRatio, 3> ratios;
  for (int y = 0; y < picture.rows; y += kStep) {
    const auto* now = picture.ptr<cv::Vec3b>(y);
    const auto* mean = mean_.ptr<cv::Vec3f>(y);
    const auto* inFront = lastForeground_.ptr<std::uint8_t>(y);
    for (int x = 0; x < picture.cols; x += kStep) {
      if (inFront[x] != 0) continue;
      for (int channel = 0; channel < 3; ++channel) {
        const float value = now[x][channel];
        const float reference = mean[x][channel];
        if (reference > kDarkest && reference < kBrightest && value > kDarkest && value < kBrightest) {
          ratios[channel].add(value, reference);
        }
      }
    }
  }
  return {ratios[0].value(), ratios[1].value(), ratios[2].value()};
}

}  // namespace cameramonit::motion
