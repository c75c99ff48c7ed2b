#include "analyzer/track/box_filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cameramonit::track {
namespace {

cv::Rect2f walkerAt(double seconds) {
  return {static_cast<float>(100 + 60 * seconds), 50, 40, 100};
}

TEST(BoxFilter, LearnsASteadySpeedAndPredictsWithIt) {
  BoxFilter filter(walkerAt(0), absl::ZeroDuration(), {});
  for (double t = 0.1; t < 2; t += 0.1) {
    filter.predict(absl::Seconds(t));
    filter.correct(walkerAt(t));
  }
  EXPECT_NEAR(filter.velocity().x, 60, 5);
  EXPECT_NEAR(filter.velocity().y, 0, 2);
  filter.predict(absl::Seconds(2.5));
  EXPECT_NEAR(filter.box().x, walkerAt(2.5).x, 6);
}

TEST(BoxFilter, IsSteadierThanItsMeasurements) {
  BoxFilter filter(walkerAt(0), absl::ZeroDuration(), {});
  float worst = 0;
  for (int i = 1; i < 40; ++i) {
    cv::Rect2f measured = walkerAt(0.1 * i);
    measured.width += i % 2 == 0 ? 10.0F : -10.0F;
    filter.predict(absl::Milliseconds(100) * i);
    filter.correct(measured);
    if (i > 10) worst = std::max(worst, std::abs(filter.box().width - 40));
  }
  EXPECT_LT(worst, 6);
}

TEST(BoxFilter, TheFrameRateDoesNotMatter) {
  BoxFilter often(walkerAt(0), absl::ZeroDuration(), {});
  BoxFilter seldom(walkerAt(0), absl::ZeroDuration(), {});
  for (int i = 1; i <= 100; ++i) {
    const double t = 0.04 * i;
    often.predict(absl::Seconds(t));
    often.correct(walkerAt(t));
    if (i % 5 != 0) continue;
    seldom.predict(absl::Seconds(t));
    seldom.correct(walkerAt(t));
  }
  EXPECT_NEAR(often.box().x, seldom.box().x, 2);
  EXPECT_NEAR(often.velocity().x, seldom.velocity().x, 4);
}

TEST(BoxFilter, RestingForgetsTheSpeed) {
  BoxFilter filter(walkerAt(0), absl::ZeroDuration(), {});
  filter.predict(absl::Seconds(1));
  filter.correct(walkerAt(1));
  filter.rest(walkerAt(1));
  filter.predict(absl::Seconds(3));
  EXPECT_NEAR(filter.box().x, walkerAt(1).x, 0.01);
}

}  // namespace
}  // namespace cameramonit::track
