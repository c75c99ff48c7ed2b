#include "analyzer/situation/view_reference.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace cameramonit::situation {
namespace {

constexpr int kColumns = 8, kRows = 5;
constexpr int kMinTextured = 8;        // of 40 blocks
constexpr double kTexture = 9;         // standard deviation of edge strength that makes a block comparable
constexpr double kAlike = 0.35;        // correlation of a block with itself under other light stays above
constexpr double kLostShare = 0.75;    // of the textured blocks
constexpr double kSteadyShare = 0.35;  // a steady view loses few blocks against itself
constexpr double kRate = 0.03;         // of the reference renewed a second

}  // namespace

cv::Mat ViewReference::edges(const cv::Mat& small) {
  cv::Mat soft, dx, dy, strength;
  cv::GaussianBlur(small, soft, {0, 0}, 1.5);
  cv::Sobel(soft, dx, CV_32F, 1, 0);
  cv::Sobel(soft, dy, CV_32F, 0, 1);
  cv::magnitude(dx, dy, strength);
  return strength;
}

std::optional<double> ViewReference::lost(const cv::Mat& reference, const cv::Mat& now) {
  int textured = 0, unlike = 0;
  const int w = reference.cols / kColumns, h = reference.rows / kRows;
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      const cv::Rect block(column * w, row * h, w, h);
      cv::Scalar meanA, deviationA, meanB, deviationB;
      cv::meanStdDev(reference(block), meanA, deviationA);
      if (deviationA[0] < kTexture) continue;
      ++textured;
      cv::meanStdDev(now(block), meanB, deviationB);
      const double product = reference(block).dot(now(block)) / block.area() - meanA[0] * meanB[0];
      if (product < kAlike * deviationA[0] * std::max(deviationB[0], 1.0)) ++unlike;
    }
  }
  if (textured < kMinTextured) return std::nullopt;
  return static_cast<double>(unlike) / textured;
}

void ViewReference::learn(absl::Duration at, const cv::Mat& small) {
  if (since_) return;  // undecided: don't blur two views into one
  const cv::Mat now = edges(small);
  if (reference_.empty()) {
    reference_ = now;
  } else {
    const double seconds = std::clamp(absl::ToDoubleSeconds(at - learnedAt_), 0.0, 10.0);
    cv::accumulateWeighted(now, reference_, 1 - std::exp(-kRate * seconds));
  }
  learnedAt_ = at;
}

bool ViewReference::turned(absl::Duration at, const cv::Mat& small, absl::Duration hold) {
  if (reference_.empty()) return false;
  const cv::Mat now = edges(small);
  const auto share = lost(reference_, now);
  if (!share || *share < kLostShare) {
    since_.reset();
    return false;
  }
  // A view that keeps changing is a camera in motion, or a crowd; wait until it rests.
  const bool steady = since_ && lost(before_, now).value_or(1) <= kSteadyShare;
  if (!steady) {
    since_ = at;
    before_ = now;
    return false;
  }
  if (at - *since_ < hold) return false;
  turnedSince_ = *since_;
  return true;
}

void ViewReference::restart() {
  reference_.release();
  before_.release();
  since_.reset();
}

}  // namespace cameramonit::situation
