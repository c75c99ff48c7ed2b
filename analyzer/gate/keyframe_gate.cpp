#include "analyzer/gate/keyframe_gate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace cameramonit::gate {
namespace {

constexpr int kBlock = 20;  // pixels a side, for exposure
constexpr float kDark = 8;  // added to luma, so that dark blocks give no wild ratios
constexpr float kFirstDeviation = 1.5F;
constexpr float kMostLight = 30;  // more difference than this is no light, but something in front
constexpr int kWide = 61;         // pixels; what is this wide and soft is light
constexpr int kPlace = 7;         // pixels a side of a place
constexpr float kDeviationOfMean = 1.25F;
constexpr absl::Duration kForgiving = absl::Minutes(2);

float shareOf(absl::Duration passed, absl::Duration constant) {
  return static_cast<float>(1 - std::exp(-std::max(0.0, absl::FDivDuration(passed, constant))));
}

}  // namespace

void KeyframeGate::begin(const cv::Mat& luma, absl::Duration at) {
  luma.convertTo(background_, CV_32F);
  usual_ = cv::Mat(luma.size(), CV_32F, kFirstDeviation);
  forgiven_ = cv::Mat::zeros(luma.size(), CV_32F);
  difference_ = cv::Mat::zeros(luma.size(), CV_32F);
  changed_.release();
  at_ = at;
}

float KeyframeGate::exposureGain(const cv::Mat& luma) const {
  cv::Mat now, before;
  const cv::Size blocks(kWidth / kBlock, kHeight / kBlock);
  cv::resize(luma, now, blocks, 0, 0, cv::INTER_AREA);
  cv::resize(background_, before, blocks, 0, 0, cv::INTER_AREA);
  std::vector<float> ratios;
  for (int y = 0; y < blocks.height; ++y) {
    for (int x = 0; x < blocks.width; ++x) {
      ratios.push_back((now.at<float>(y, x) + kDark) / (before.at<float>(y, x) + kDark));
    }
  }
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  return std::clamp(*middle, 0.1F, 10.0F);
}

cv::Mat KeyframeGate::differenceFrom(const cv::Mat& background, const cv::Mat& luma) const {
  cv::Mat difference = luma - background;
  cv::Mat light, wide, rows, stripes;
  // Lamps flicker faster than a sensor reads its rows: bright and dark stripes over the whole width.
  cv::min(difference, kMostLight, light);
  cv::max(light, -kMostLight, light);
  cv::reduce(light, rows, 1, cv::REDUCE_AVG);
  cv::repeat(rows, 1, luma.cols, stripes);
  difference -= stripes;
  cv::min(difference, kMostLight, light);
  cv::max(light, -kMostLight, light);
  cv::boxFilter(light, wide, -1, {kWide, kWide}, {-1, -1}, true, cv::BORDER_REFLECT);
  return cv::abs(difference - wide);
}

KeyframeGate::Verdict KeyframeGate::observe(const cv::Mat& luma, absl::Duration at) {
  Verdict verdict;
  if (luma.type() != CV_8UC1 || luma.size() != cv::Size(kWidth, kHeight)) return verdict;
  cv::Mat smooth;
  cv::blur(luma, smooth, {3, 3});
  smooth.convertTo(smooth, CV_32F);
  if (background_.empty()) {
    begin(smooth, at);
    return verdict;
  }
  const absl::Duration passed = std::max(at - at_, absl::ZeroDuration());
  at_ = at;
  verdict.gain = exposureGain(smooth);
  cv::Mat exposed;
  cv::addWeighted(background_, verdict.gain, background_, 0, kDark * (verdict.gain - 1), exposed);
  cv::min(exposed, 255, exposed);
  cv::max(exposed, 0, exposed);
  difference_ = differenceFrom(exposed, smooth);

  // A change of exposure is never the same everywhere: the more there is of it, the less a small contrast says.
  const float doubt = 8 * std::abs(std::log2(verdict.gain));
  forgiven_ *= 1 - shareOf(passed, kForgiving);
  cv::Mat threshold;
  cv::max(usual_ * (kDeviationOfMean * settings_.noiseFactor), settings_.leastContrast + doubt, threshold);
  threshold += forgiven_;
  cv::Mat changed = difference_ > threshold;
  verdict.share = static_cast<float>(cv::countNonZero(changed)) / static_cast<float>(luma.total());
  if (verdict.share >= settings_.sceneChange) {
    verdict.relearned = verdict.stirred = true;
    begin(smooth, at);
    return verdict;
  }

  cv::Mat crowd;
  cv::boxFilter(changed, crowd, CV_32F, {kPlace, kPlace}, {-1, -1}, false, cv::BORDER_CONSTANT);
  double most = 0;
  cv::Point place;
  cv::minMaxLoc(crowd, nullptr, &most, nullptr, &place);
  verdict.stirred = most >= 255.0 * settings_.leastPixels;
  if (verdict.stirred) {
    verdict.where = cv::Rect(place.x - kPlace / 2, place.y - kPlace / 2, kPlace, kPlace) & cv::Rect({}, luma.size());
    changed_ = changed;
  }

  const float learning = shareOf(passed, settings_.learning);
  const cv::Mat open = changed == 0;
  cv::Mat moved = smooth - exposed;
  cv::scaleAdd(moved, shareOf(passed, settings_.absorbing), exposed, background_);
  cv::Mat learnt;
  cv::scaleAdd(moved, learning, exposed, learnt);
  learnt.copyTo(background_, open);
  cv::Mat calmer;
  cv::min(difference_, threshold, calmer);
  cv::addWeighted(usual_, 1 - learning, calmer, learning, 0, usual_);
  return verdict;
}

void KeyframeGate::inVain() {
  if (changed_.empty() || background_.empty()) return;
  cv::Mat near;
  cv::dilate(changed_, near, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  cv::Mat more;
  cv::max(forgiven_, difference_, more);
  cv::blur(more, more, {5, 5});
  more.copyTo(forgiven_, near);
}

}  // namespace cameramonit::gate
