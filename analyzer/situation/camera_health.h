#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/situation/situation.h"
#include "analyzer/situation/view_reference.h"

namespace cameramonit::situation {

/// When the camera itself is the news. Luma is 0..255.
struct HealthThresholds {
  absl::Duration hold = absl::Seconds(2);    ///< a bad picture must last this long, and a good one to be back
  absl::Duration freeze = absl::Seconds(6);  ///< the very same picture for this long is frozen
  absl::Duration defocus = absl::Seconds(3);
  absl::Duration learn = absl::Seconds(5);  ///< of good pictures before sharpness and view are compared
  double darkMean = 16;
  double brightMean = 240;
  double flatDeviation = 5;      ///< below this nothing can be told apart
  double sameDifference = 0.05;  ///< mean absolute difference below which two pictures are the same
  double noiseRoughness = 2.5;   ///< Laplacian over luma deviation; scenes have 0.2..1.5
  double blurShare = 0.4;        ///< of the usual sharpness
  double blurRoughness = 0.085;  ///< blurred whatever the usual is
};

/// Watches the picture as a whole: blind (dark, bright, covered, only noise), frozen, defocused, turned, and back.
/// Thread-bound; one per channel.
class CameraHealth {
 public:
  explicit CameraHealth(HealthThresholds thresholds = {}) : thresholds_(thresholds) {}

  /// One analysed picture, luma only (CV_8U, any size, reduced here). Times ascend, a few pictures a second; where
  /// only keyframes are decoded these are enough.
  std::vector<Situation> observe(absl::Duration at, const cv::Mat& luma);

  /// No picture comes any more. The next good ones end it.
  std::vector<Situation> lost(absl::Duration at);

  /// Watching ends: what lasts is told for the last time.
  std::vector<Situation> finish(absl::Duration at);

  /// Whether the latest picture can be trusted to show what is there; while not, finding nothing means nothing.
  bool sees() const { return !open_ || open_->kind == Kind::kCameraDefocused; }

  /// Whether nothing is wrong with the latest picture, nor was until a moment ago. While something may be, what moves
  /// without being known is the picture itself.
  bool trusts() const { return candidate_.kind == Kind::kCameraBack && current_.kind == Kind::kCameraBack; }

 private:
  struct Finding {
    Kind kind = Kind::kCameraBack;  ///< kCameraBack: nothing is wrong
    std::string cause;
    friend bool operator==(const Finding&, const Finding&) = default;
  };
  struct Statistics {
    double mean = 0, deviation = 0;
    double laplacian = 0;   ///< standard deviation of the Laplacian
    double difference = 0;  ///< mean absolute difference from the picture before
    double peak = 0;        ///< largest difference
    double roughness() const { return laplacian / std::max(1.0, deviation); }
  };

  Statistics measure(const cv::Mat& small) const;
  bool frozen(absl::Duration at, const Statistics& now);
  Finding judge(absl::Duration at, const Statistics& now);
  absl::Duration holdOf(const Finding& finding) const;
  void learn(absl::Duration at, const Statistics& now, const cv::Mat& small);
  void change(absl::Duration at, std::vector<Situation>& out);
  Situation make(Kind kind, absl::Duration from, absl::Duration to, bool final);

  const HealthThresholds thresholds_;
  cv::Mat previous_;
  std::optional<absl::Duration> sameSince_;
  int pulses_ = 0;  ///< small changes within a standing picture: a codec's keyframes
  Finding candidate_;
  absl::Duration candidateSince_;
  Finding current_;
  std::optional<Situation> open_;
  std::map<Kind, int> ordinals_;
  double usualLaplacian_ = 0, usualRoughness_ = 0;
  absl::Duration learned_, learnedAt_;
  ViewReference view_;
};

}  // namespace cameramonit::situation
