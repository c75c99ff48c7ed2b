#include "analyzer/record/best_moment.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

#include "analyzer/record/crop.h"

namespace cameramonit::record {
namespace {

constexpr int kLookSide = 96;           // pixels: sharpness is judged at one size, or small objects look sharper
constexpr double kSharp = 0.9;          // Laplacian over deviation of a picture in focus, at that size
constexpr float kLargeShare = 0.35F;    // of the picture's height; larger is no better
constexpr float kCutPenalty = 0.35F;    // for an object that an edge cuts
constexpr float kClearlyBetter = 1.1F;  // a new still is worth copying from here on
constexpr std::size_t kMostSamples = 512;

float sharpness(const cv::Mat& bgr) {
  cv::Mat small, grey, laplacian;
  const double scale = static_cast<double>(kLookSide) / std::max(bgr.cols, bgr.rows);
  cv::resize(bgr, small, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
  cv::Laplacian(grey, laplacian, CV_16S);
  cv::Scalar unused, detail, contrast;
  cv::meanStdDev(laplacian, unused, detail);
  cv::meanStdDev(grey, unused, contrast);
  return static_cast<float>(std::min(1.0, detail[0] / std::max(8.0, contrast[0]) / kSharp));
}

}  // namespace

float sightingQuality(const cv::Mat& bgrFrame, const track::Observation& observation) {
  const cv::Rect frame(0, 0, bgrFrame.cols, bgrFrame.rows);
  const cv::Rect visible = cv::Rect(observation.box) & frame;
  if (!observation.seen || visible.width < 4 || visible.height < 4) return 0;
  const float height = static_cast<float>(visible.height) / static_cast<float>(frame.height);
  const float width = static_cast<float>(visible.width) / static_cast<float>(frame.width);
  const float size = std::sqrt(std::min(1.0F, std::max(height, width) / kLargeShare));
  const bool cut = observation.box.x < 1 || observation.box.y < 1 ||
                   observation.box.br().x > static_cast<float>(frame.width - 1) ||
                   observation.box.br().y > static_cast<float>(frame.height - 1);
  const float sure = observation.score > 0 ? 0.4F + 0.6F * std::min(1.0F, observation.score) : 0.7F;
  return size * (0.3F + 0.7F * sharpness(bgrFrame(visible))) * (cut ? kCutPenalty : 1) * sure;
}

void BestMoment::add(const cv::Mat& bgrFrame, const track::Observation& observation) {
  if (!observation.seen || bgrFrame.empty()) return;
  const float quality = sightingQuality(bgrFrame, observation);
  if (quality <= 0) return;
  if (samples_.empty() || observation.at - samples_.back().at >= period_) {
    samples_.push_back({observation.at, quality});
    if (samples_.size() > kMostSamples) {
      // A long stay is sampled more thinly.
      for (std::size_t i = 0; 2 * i < samples_.size(); ++i) samples_[i] = samples_[2 * i];
      samples_.resize((samples_.size() + 1) / 2);
      period_ = std::max(2 * period_, absl::Milliseconds(400));
    }
  }
  if (still_ && quality < still_->quality * kClearlyBetter) return;
  Still still;
  still.crop = cropWithContext(observation.box, bgrFrame.size());
  still.picture = bgrFrame(still.crop).clone();
  still.box = observation.box;
  still.frame = observation.frame;
  still.at = observation.at;
  still.quality = quality;
  still_ = std::move(still);
}

Interval BestMoment::animation(absl::Duration length, absl::Duration mediaLength) const {
  length = std::min(length, mediaLength);
  if (!still_ || length <= absl::ZeroDuration()) return {absl::ZeroDuration(), std::max(length, absl::ZeroDuration())};
  absl::Duration best = still_->at - length / 2;
  const absl::Duration first = samples_.front().at, last = samples_.back().at;
  if (last - first <= length) {
    best = first - (length - (last - first)) / 2;
  } else {
    // Slide the window over the samples and keep the one with the best sum that has the still in it.
    float bestSum = -1;
    for (const Sample& start : samples_) {
      if (start.at > still_->at || start.at + length < still_->at || start.at + length > last) continue;
      float sum = 0;
      for (const Sample& sample : samples_) {
        if (sample.at >= start.at && sample.at <= start.at + length) sum += sample.quality;
      }
      if (sum > bestSum) {
        bestSum = sum;
        best = start.at;
      }
    }
  }
  best = std::clamp(best, absl::ZeroDuration(), mediaLength - length);
  return {best, best + length};
}

}  // namespace cameramonit::record
