#pragma once

#include <optional>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

namespace cameramonit::situation {

/// Remembers where the edges of the scene are and tells when they are elsewhere: the camera was turned or moved.
/// Compared block by block, so that a lorry that parks in front of the lens changes its own blocks only, and by
/// correlation, so that light does not matter. Thread-bound.
class ViewReference {
 public:
  /// Takes a picture of the usual view (CV_8U, always the same size) into the memory.
  void learn(absl::Duration at, const cv::Mat& small);

  /// Whether the view has been another, and a steady one, for at least `hold`. Unknown views (too few edges to
  /// compare) never turn.
  bool turned(absl::Duration at, const cv::Mat& small, absl::Duration hold);
  /// When the view changed; after turned() was true.
  absl::Duration turnedSince() const { return turnedSince_; }

  /// Forgets the view and starts to learn another.
  void restart();

 private:
  /// Share of the reference's textured blocks that do not look alike any more, or nothing when they are too few.
  static std::optional<double> lost(const cv::Mat& reference, const cv::Mat& now);
  static cv::Mat edges(const cv::Mat& small);

  cv::Mat reference_;  ///< CV_32F, slow mean of edge strength
  cv::Mat before_;     ///< edges when the view began to differ
  std::optional<absl::Duration> since_;
  absl::Duration turnedSince_, learnedAt_;
};

}  // namespace cameramonit::situation
