#include "analyzer/track/appearance.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cameramonit::track {
namespace {

const cv::Scalar kRed(30, 30, 200);
const cv::Scalar kBlue(200, 60, 20);
const cv::Scalar kBlack(20, 20, 20);
constexpr float kUnknown = 0.4F;

/// A person of 40 × 100 pixels: a jacket above trousers, on grey ground.
cv::Mat person(const cv::Scalar& jacket, const cv::Scalar& trousers, double light = 1) {
  cv::Mat picture(100, 40, CV_8UC3, cv::Scalar(120, 120, 120));
  cv::rectangle(picture, {5, 0, 30, 50}, jacket, cv::FILLED);
  cv::rectangle(picture, {5, 50, 30, 50}, trousers, cv::FILLED);
  picture.convertTo(picture, -1, light);
  return picture;
}

Appearance look(const cv::Mat& picture) {
  return Appearance::of(picture, cv::Rect2f({0, 0}, picture.size()));
}

TEST(Appearance, TheSamePersonInOtherLightIsNearerThanAnother) {
  const Appearance red = look(person(kRed, kBlack));
  const float again = red.distanceTo(look(person(kRed, kBlack, 0.85)), kUnknown);
  const float other = red.distanceTo(look(person(kBlue, kBlack)), kUnknown);
  EXPECT_LT(again, 0.3);
  EXPECT_GT(other, 0.5);
}

TEST(Appearance, JacketAndTrousersAreNotInterchangeable) {
  EXPECT_GT(look(person(kRed, kBlue)).distanceTo(look(person(kBlue, kRed)), kUnknown), 0.6);
}

TEST(Appearance, NothingVisibleIsUnknown) {
  const Appearance outside = Appearance::of(person(kRed, kBlue), {500, 500, 40, 100});
  EXPECT_TRUE(outside.empty());
  EXPECT_EQ(outside.distanceTo(look(person(kRed, kBlue)), kUnknown), kUnknown);
}

TEST(Appearance, BlendingMovesTowardsTheNewer) {
  Appearance remembered = look(person(kRed, kBlack));
  const Appearance newer = look(person(kBlue, kBlack));
  const float before = remembered.distanceTo(newer, kUnknown);
  remembered.blend(newer, 0.5F);
  EXPECT_LT(remembered.distanceTo(newer, kUnknown), before);
}

}  // namespace
}  // namespace cameramonit::track
