#pragma once

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

namespace cameramonit::gate {

struct KeyframeGateSettings {
  absl::Duration learning = absl::Seconds(12);   ///< time constant of the background
  absl::Duration absorbing = absl::Seconds(60);  ///< where something stands in front
  float leastContrast = 9;                       ///< difference of luma, of 0..255, that counts at all
  float noiseFactor = 5;                         ///< and at least this many of that pixel's usual deviations
  int leastPixels = 10;                          ///< that differ within 7×7, from which it is something
  float sceneChange = 0.5F;                      ///< share that differs from which all is learnt anew
};

/// Compares single pictures, seconds apart, with a slow background of luma: what moves slowly or far away shows against
/// it, however small the step between two keyframes. Changes of exposure, of light over wide parts and the stripes of
/// flickering lamps are taken out; a pixel that often changes for nothing becomes insensitive. About 0.5 ms.
/// Thread-bound.
class KeyframeGate {
 public:
  static constexpr int kWidth = 320, kHeight = 180;  ///< pixels that pictures are scaled to

  explicit KeyframeGate(const KeyframeGateSettings& settings = {}) : settings_(settings) {}

  struct Verdict {
    bool stirred = false;
    bool relearned = false;  ///< nearly all is different (light, camera turned): this is the background now
    float share = 0;         ///< of the picture that differs, 0..1
    float gain = 1;          ///< exposure against the background
    cv::Rect where;          ///< the strongest place, pixels of 320×180; empty where nothing stirred
  };

  /// Compares and learns one picture: CV_8UC1 of kWidth × kHeight. `at` ascends. The first is learnt and stirs nothing.
  Verdict observe(const cv::Mat& luma, absl::Duration at);

  /// What stirred last was nothing: where it was, the gate becomes less sensitive for a while.
  void inVain();

  /// The next picture is the background.
  void restart() { background_.release(); }

 private:
  void begin(const cv::Mat& luma, absl::Duration at);
  float exposureGain(const cv::Mat& luma) const;
  /// Difference from the background without what light alone does. CV_32FC1.
  cv::Mat differenceFrom(const cv::Mat& background, const cv::Mat& luma) const;

  const KeyframeGateSettings settings_;
  cv::Mat background_;  ///< CV_32FC1
  cv::Mat usual_;       ///< CV_32FC1, usual deviation
  cv::Mat forgiven_;    ///< CV_32FC1, contrast that was nothing; fades
  cv::Mat difference_;  ///< CV_32FC1, absolute, of the last picture
  cv::Mat changed_;     ///< CV_8UC1, of the last picture that stirred
  absl::Duration at_;
};

}  // namespace cameramonit::gate
