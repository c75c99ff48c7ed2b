#pragma once

#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/motion/background.h"

namespace cameramonit::motion {

/// A connected part of the picture that does not look like the background.
struct Region {
  cv::Rect2f box;         ///< pixels of the source picture
  float fill = 0;         ///< share of the box that is foreground, 0..1
  float movingShare = 0;  ///< share of the foreground that changed since the frame before, 0..1
};

/// Cheap numbers about the whole picture, for telling what is wrong with a camera. Brightness is 0..255.
struct SceneMeasures {
  float brightness = 0;       ///< mean
  float contrast = 0;         ///< standard deviation of brightness
  float sharpness = 0;        ///< variance of the Laplacian of brightness, at analysis size
  float difference = 0;       ///< mean absolute change of brightness since the frame before; 0 when frozen
  float foregroundShare = 0;  ///< of the picture, 0..1, before a changed scene is learnt anew
  float exposureGain = 1;     ///< how much brighter the picture became since the frame before
};

/// What one frame shows.
struct MotionFrame {
  std::vector<Region> regions;  ///< largest first
  cv::Mat foreground;           ///< CV_8UC1 at analysis size, 255 where foreground
  SceneMeasures scene;
  bool relearned = false;  ///< the whole scene changed (light, camera turned): learnt anew, no regions
};

struct MotionSettings {
  int width = 320;              ///< pixels that pictures are scaled to before anything else
  float leastRegion = 0.0008F;  ///< smaller regions are noise; share of the picture
  float sceneChange = 0.7F;     ///< a foreground share from which the scene counts as changed
  BackgroundSettings background;
};

/// Finds what moves, by comparing small pictures with a learnt background. Follows the camera's exposure and slow
/// changes of light; what flickers for ever becomes insensitive; what stays for long becomes background. About 1 ms a
/// frame. Thread-bound.
class MotionDetector {
 public:
  explicit MotionDetector(const MotionSettings& settings = {})
      : settings_(settings), background_(settings.background) {}

  /// `picture` is CV_8UC3, BGR, always of the same size; `at` ascends. The first frame has no regions: it is learnt.
  MotionFrame update(const cv::Mat& picture, absl::Duration at);

 private:
  SceneMeasures measure(const cv::Mat& small);
  std::vector<Region> findRegions(const cv::Mat& foreground, const cv::Mat& moving, const cv::Size& picture) const;

  const MotionSettings settings_;
  Background background_;
  cv::Mat previousBrightness_;
};

}  // namespace cameramonit::motion
