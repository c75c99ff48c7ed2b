#include "analyzer/track/box_filter.h"

#include <algorithm>

namespace cameramonit::track {

ScalarFilter::ScalarFilter(double value, double valueDeviation, double speedDeviation)
    : value_(value), valueVariance_(valueDeviation * valueDeviation), speedVariance_(speedDeviation * speedDeviation) {}

void ScalarFilter::predict(double seconds, double acceleration) {
  const double t = seconds;
  const double q = acceleration * acceleration;
  value_ += speed_ * t;
  valueVariance_ += 2 * t * covariance_ + t * t * speedVariance_ + q * t * t * t * t / 4;
  covariance_ += t * speedVariance_ + q * t * t * t / 2;
  speedVariance_ += q * t * t;
}

void ScalarFilter::correct(double measured, double deviation) {
  const double innovation = measured - value_;
  const double innovationVariance = valueVariance_ + deviation * deviation;
  const double valueGain = valueVariance_ / innovationVariance;
  const double speedGain = covariance_ / innovationVariance;
  value_ += valueGain * innovation;
  speed_ += speedGain * innovation;
  speedVariance_ -= speedGain * covariance_;
  covariance_ *= 1 - valueGain;
  valueVariance_ *= 1 - valueGain;
}

BoxFilter::BoxFilter(const cv::Rect2f& box, absl::Duration at, const BoxFilterSettings& settings)
    : settings_(settings), at_(at) {
  const double h = std::max(box.height, 1.0F);
  const double positionNoise = settings.positionNoise * h;
  const double sizeNoise = settings.sizeNoise * h;
  x_ = ScalarFilter(box.x + box.width / 2, positionNoise, settings.startSpeed * h);
  y_ = ScalarFilter(box.y + box.height / 2, positionNoise, settings.startSpeed * h);
  constexpr double kSizeStartsSlower = 0.2;
  width_ = ScalarFilter(box.width, sizeNoise, settings.startSpeed * h * kSizeStartsSlower);
  height_ = ScalarFilter(box.height, sizeNoise, settings.startSpeed * h * kSizeStartsSlower);
}

void BoxFilter::predict(absl::Duration at) {
  const double seconds = absl::ToDoubleSeconds(at - at_);
  at_ = at;
  const double h = height();
  x_.predict(seconds, settings_.acceleration * h);
  y_.predict(seconds, settings_.acceleration * h);
  width_.predict(seconds, settings_.sizeAcceleration * h);
  height_.predict(seconds, settings_.sizeAcceleration * h);
  // Unseen for long, a box must not shrink to nothing or grow without end: it keeps the size it had.
  if (width_.value() < 1 || height_.value() < 1) {
    width_.stop();
    height_.stop();
  }
}

void BoxFilter::correct(const cv::Rect2f& box) {
  const double h = std::max(height(), static_cast<double>(box.height));
  x_.correct(box.x + box.width / 2, settings_.positionNoise * h);
  y_.correct(box.y + box.height / 2, settings_.positionNoise * h);
  width_.correct(box.width, settings_.sizeNoise * h);
  height_.correct(box.height, settings_.sizeNoise * h);
}

void BoxFilter::follow(const cv::Rect2f& box) {
  correct(box);
  x_.place(box.x + box.width / 2);
  y_.place(box.y + box.height / 2);
  width_.rest(box.width);
  height_.rest(box.height);
}

void BoxFilter::rest(const cv::Rect2f& box) {
  x_.rest(box.x + box.width / 2);
  y_.rest(box.y + box.height / 2);
  width_.rest(box.width);
  height_.rest(box.height);
}

cv::Rect2f BoxFilter::box() const {
  const double w = std::max(width_.value(), 1.0);
  const double h = height();
  return {static_cast<float>(x_.value() - w / 2), static_cast<float>(y_.value() - h / 2), static_cast<float>(w),
          static_cast<float>(h)};
}

cv::Point2f BoxFilter::velocity() const {
  return {static_cast<float>(x_.speed()), static_cast<float>(y_.speed())};
}

double BoxFilter::height() const {
  return std::max(height_.value(), 1.0);
}

}  // namespace cameramonit::track
