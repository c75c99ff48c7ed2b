#include "analyzer/situation/camera_health.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

namespace cameramonit::situation {
namespace {

constexpr int kWidth = 320, kHeight = 180;
constexpr double kPulseDifference = 1.5;  // a keyframe repaints a standing picture a little differently
constexpr double kPulsePeak = 14;
constexpr absl::Duration kPulsePeriod = absl::Seconds(1);  // keyframes are rarer than this
constexpr double kNoiseDifference = 12;
constexpr double kUsualRate = 0.02;  // how fast the usual sharpness follows

}  // namespace

CameraHealth::Statistics CameraHealth::measure(const cv::Mat& small) const {
  Statistics now;
  cv::Scalar mean, deviation, laplacianMean, laplacianDeviation;
  cv::meanStdDev(small, mean, deviation);
  now.mean = mean[0];
  now.deviation = deviation[0];
  cv::Mat laplacian;
  cv::Laplacian(small, laplacian, CV_16S);
  cv::meanStdDev(laplacian, laplacianMean, laplacianDeviation);
  now.laplacian = laplacianDeviation[0];
  if (!previous_.empty()) {
    cv::Mat difference;
    cv::absdiff(small, previous_, difference);
    now.difference = cv::mean(difference)[0];
    cv::minMaxLoc(difference, nullptr, &now.peak);
  }
  return now;
}

bool CameraHealth::frozen(absl::Duration at, const Statistics& now) {
  if (previous_.empty()) return false;
  const bool same = now.difference < thresholds_.sameDifference;
  const bool pulse = !same && now.difference < kPulseDifference && now.peak <= kPulsePeak;
  if (same) {
    if (!sameSince_) sameSince_ = at;
  } else if (pulse && sameSince_ && kPulsePeriod * ++pulses_ <= at - *sameSince_) {
    // Still the same picture, painted anew.
  } else {
    sameSince_.reset();
    pulses_ = 0;
  }
  return sameSince_ && at - *sameSince_ >= thresholds_.freeze;
}

CameraHealth::Finding CameraHealth::judge(absl::Duration at, const Statistics& now) {
  const bool standing = frozen(at, now);
  if (now.deviation < 2 * thresholds_.flatDeviation && now.mean < thresholds_.darkMean) {
    return {Kind::kCameraBlind, "dark"};
  }
  if (now.deviation < 2 * thresholds_.flatDeviation && now.mean > thresholds_.brightMean) {
    return {Kind::kCameraBlind, "bright"};
  }
  if (now.deviation < thresholds_.flatDeviation) return {Kind::kCameraBlind, "covered"};
  if (now.roughness() > thresholds_.noiseRoughness && (now.difference > kNoiseDifference || previous_.empty())) {
    return {Kind::kCameraBlind, "noise"};
  }
  if (standing) return {Kind::kCameraFrozen, ""};
  const bool known = learned_ >= thresholds_.learn;
  // A white car in a grey yard raises the deviation, not the loss of detail: both must fall.
  const bool softer = known && now.roughness() < thresholds_.blurShare * usualRoughness_ &&
                      now.laplacian < thresholds_.blurShare * usualLaplacian_;
  const bool neverSharp = now.roughness() < thresholds_.blurRoughness && now.deviation > 3 * thresholds_.flatDeviation;
  if (softer || neverSharp) return {Kind::kCameraDefocused, ""};
  return {};
}

absl::Duration CameraHealth::holdOf(const Finding& finding) const {
  switch (finding.kind) {
    case Kind::kCameraFrozen:
      return absl::ZeroDuration();  // has lasted already
    case Kind::kCameraDefocused:
      return thresholds_.defocus;
    default:
      return thresholds_.hold;
  }
}

void CameraHealth::learn(absl::Duration at, const Statistics& now, const cv::Mat& small) {
  const absl::Duration passed = std::min(at - learnedAt_, absl::Seconds(2));
  learnedAt_ = at;
  learned_ += std::max(passed, absl::ZeroDuration());
  const double rate = usualLaplacian_ == 0 ? 1 : learned_ < thresholds_.learn ? 0.2 : kUsualRate;
  usualLaplacian_ += rate * (now.laplacian - usualLaplacian_);
  usualRoughness_ += rate * (now.roughness() - usualRoughness_);
  view_.learn(at, small);
}

Situation CameraHealth::make(Kind kind, absl::Duration from, absl::Duration to, bool final) {
  Situation situation;
  situation.kind = kind;
  situation.from = from;
  situation.to = to;
  situation.final = final;
  situation.ordinal = ++ordinals_[kind];
  return situation;
}

void CameraHealth::change(absl::Duration at, std::vector<Situation>& out) {
  if (open_) {
    open_->to = candidateSince_;
    open_->final = true;
    out.push_back(*open_);
    if (candidate_.kind == Kind::kCameraBack) {
      Situation back = make(Kind::kCameraBack, candidateSince_, candidateSince_, true);
      back.cause = std::string(kindToken(open_->kind));
      out.push_back(back);
    }
    open_.reset();
  }
  current_ = candidate_;
  if (current_.kind == Kind::kCameraBack) return;
  const absl::Duration since = current_.kind == Kind::kCameraFrozen && sameSince_ ? *sameSince_ : candidateSince_;
  open_ = make(current_.kind, since, at, false);
  open_->cause = current_.cause;
  out.push_back(*open_);
}

std::vector<Situation> CameraHealth::observe(absl::Duration at, const cv::Mat& luma) {
  std::vector<Situation> out;
  if (luma.empty()) return out;
  cv::Mat small;
  cv::resize(luma, small, {kWidth, kHeight}, 0, 0, cv::INTER_AREA);
  const Statistics now = measure(small);
  Finding finding = judge(at, now);
  // The kind matters, not whether a covered lens is dark or flat at the moment.
  if (finding.kind == current_.kind) finding = current_;
  if (finding.kind != candidate_.kind) {
    candidate_ = finding;
    candidateSince_ = at;
  }
  if (candidate_.kind != current_.kind && at - candidateSince_ >= holdOf(candidate_)) change(at, out);

  if (finding.kind == Kind::kCameraBack && current_.kind == Kind::kCameraBack) {
    if (learned_ >= thresholds_.learn && view_.turned(at, small, thresholds_.hold)) {
      out.push_back(make(Kind::kCameraTurned, view_.turnedSince(), view_.turnedSince(), true));
      view_.restart();
      learned_ = absl::ZeroDuration();
      usualLaplacian_ = 0;
    }
    learn(at, now, small);
  } else {
    learnedAt_ = at;
  }
  previous_ = small;
  return out;
}

std::vector<Situation> CameraHealth::lost(absl::Duration at) {
  std::vector<Situation> out;
  if (current_.kind == Kind::kCameraOffline) return out;
  candidate_ = {Kind::kCameraOffline, ""};
  candidateSince_ = at;
  sameSince_.reset();
  previous_.release();
  change(at, out);
  return out;
}

std::vector<Situation> CameraHealth::finish(absl::Duration at) {
  std::vector<Situation> out;
  if (!open_) return out;
  open_->to = at;
  open_->final = true;
  open_->stillThere = true;
  out.push_back(*open_);
  open_.reset();
  return out;
}

}  // namespace cameramonit::situation
