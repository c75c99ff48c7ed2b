#pragma once

#include <array>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

namespace cameramonit::track {

/// Follows one coordinate that moves at nearly constant speed: a Kalman filter with white-noise acceleration.
/// Reentrant.
class ScalarFilter {
 public:
  ScalarFilter() = default;
  ScalarFilter(double value, double valueDeviation, double speedDeviation);

  /// Moves on by `seconds`; `acceleration` is the deviation of what may have happened meanwhile, in units/s².
  void predict(double seconds, double acceleration);
  /// Takes in a measurement with its deviation.
  void correct(double measured, double deviation);
  void stop() { speed_ = 0; }
  void rest(double value) {
    value_ = value;
    speed_ = 0;
  }
  void place(double value) { value_ = value; }

  double value() const { return value_; }
  double speed() const { return speed_; }

 private:
  double value_ = 0;
  double speed_ = 0;  ///< units/s
  double valueVariance_ = 0;
  double covariance_ = 0;
  double speedVariance_ = 0;
};

/// How much boxes are believed to move and detectors to err. All relative to the box's height, so that near and far
/// objects are treated alike.
struct BoxFilterSettings {
  double acceleration = 1.5;      ///< of the centre, heights/s²
  double sizeAcceleration = 0.3;  ///< of width and height, heights/s²
  double positionNoise = 0.06;    ///< of a detected centre, heights
  double sizeNoise = 0.12;        ///< of a detected width or height, heights
  double startSpeed = 1.0;        ///< deviation of the unknown first speed, heights/s
};

/// Where a box is and will be. Thread-bound.
class BoxFilter {
 public:
  BoxFilter(const cv::Rect2f& box, absl::Duration at, const BoxFilterSettings& settings);

  void predict(absl::Duration at);
  void correct(const cv::Rect2f& box);
  /// Takes in a box that is exact, as of a region that moves: it may grow by leaps where something comes into the
  /// picture, and only its speed is filtered.
  void follow(const cv::Rect2f& box);
  /// It is known to have stayed at `box`.
  void rest(const cv::Rect2f& box);

  cv::Rect2f box() const;
  cv::Point2f velocity() const;  ///< pixels/s

 private:
  double height() const;

  BoxFilterSettings settings_;
  absl::Duration at_;
  ScalarFilter x_, y_, width_, height_;  ///< x and y of the centre
};

}  // namespace cameramonit::track
