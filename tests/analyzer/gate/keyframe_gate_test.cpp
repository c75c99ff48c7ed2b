#include "analyzer/gate/keyframe_gate.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace cameramonit::gate {
namespace {

constexpr absl::Duration kInterval = absl::Seconds(2);

/// A textured yard as a camera gives it: sensor noise, a keyframe each two seconds.
class KeyframeGateTest : public ::testing::TestWithParam<int> {
 protected:
  KeyframeGateTest() : random_(static_cast<std::uint64_t>(GetParam())) {
    cv::Mat rough(18, 32, CV_8UC1);
    random_.fill(rough, cv::RNG::UNIFORM, 50, 180);
    cv::resize(rough, scene_, {KeyframeGate::kWidth, KeyframeGate::kHeight}, 0, 0, cv::INTER_CUBIC);
  }

  cv::Mat taken(const cv::Mat& scene) {
    cv::Mat noise(scene.size(), CV_16SC1), picture;
    random_.fill(noise, cv::RNG::NORMAL, 0, 2);
    cv::add(scene, noise, picture, cv::noArray(), CV_8U);
    return picture;
  }

  KeyframeGate::Verdict see(const cv::Mat& scene) {
    at_ += kInterval;
    return gate_.observe(taken(scene), at_);
  }

  int stirs(const cv::Mat& scene, int pictures) {
    int count = 0;
    for (int i = 0; i < pictures; ++i) count += see(scene).stirred ? 1 : 0;
    return count;
  }

  cv::Mat withSomebody(cv::Point where, cv::Size size, int contrast = 45) const {
    cv::Mat picture = scene_.clone();
    cv::Mat body = picture(cv::Rect(where, size));
    body += cv::mean(body)[0] > 120 ? -contrast : contrast;
    return picture;
  }

  cv::RNG random_;
  cv::Mat scene_;
  KeyframeGate gate_;
  absl::Duration at_;
};

TEST_P(KeyframeGateTest, AStillSceneNeverStirs) {
  EXPECT_EQ(stirs(scene_, 150), 0);
}

TEST_P(KeyframeGateTest, ASlowWalkerFarAwayStirs) {
  stirs(scene_, 10);
  int stirred = 0;
  // 45 pixels high in full HD, a fifth of a body's height a step.
  for (int i = 0; i < 8; ++i) stirred += see(withSomebody({140 + i * 2, 60}, {3, 8})).stirred ? 1 : 0;
  EXPECT_GE(stirred, 6);
}

TEST_P(KeyframeGateTest, TheVerdictSaysWhere) {
  stirs(scene_, 10);
  const auto verdict = see(withSomebody({200, 100}, {12, 30}));
  ASSERT_TRUE(verdict.stirred);
  EXPECT_GT((verdict.where & cv::Rect(195, 95, 22, 40)).area(), 0);
}

TEST_P(KeyframeGateTest, ExposureChangesDoNot) {
  stirs(scene_, 10);
  int stirred = 0;
  for (int i = 0; i < 60; ++i) {
    cv::Mat exposed;
    scene_.convertTo(exposed, CV_8U, 1.0 + 0.28 * std::sin(i * 0.4));
    stirred += see(exposed).stirred ? 1 : 0;
  }
  EXPECT_EQ(stirred, 0);
}

TEST_P(KeyframeGateTest, CloudsAreSoonKnown) {
  stirs(scene_, 10);
  int stirred = 0;
  for (int i = 0; i < 60; ++i) {
    cv::Mat shade(scene_.size(), CV_32F), shaded;
    for (int x = 0; x < shade.cols; ++x) shade.col(x) = 1.0F + 0.12F * std::sin(x * 0.012F + i * 0.5F);
    scene_.convertTo(shaded, CV_32F);
    shaded = shaded.mul(shade);
    shaded.convertTo(shaded, CV_8U);
    stirred += see(shaded).stirred ? 1 : 0;
  }
  EXPECT_LE(stirred, 4);
}

TEST_P(KeyframeGateTest, StripesOfFlickeringLampsAreSoonKnown) {
  stirs(scene_, 10);
  int stirred = 0;
  for (int i = 0; i < 60; ++i) {
    cv::Mat striped = scene_.clone();
    for (int y = 0; y < striped.rows; ++y) striped.row(y) += static_cast<int>(20 + 18 * std::sin(y * 0.12 + i * 1.7));
    stirred += see(striped).stirred ? 1 : 0;
  }
  EXPECT_LE(stirred, 4);
}

TEST_P(KeyframeGateTest, SomebodyStirsWhileTheExposureChanges) {
  stirs(scene_, 10);
  cv::Mat exposed;
  withSomebody({90, 60}, {14, 36}, 60).convertTo(exposed, CV_8U, 1.15);
  EXPECT_TRUE(see(exposed).stirred);
}

TEST_P(KeyframeGateTest, ABlinkingLampIsForgivenInItsPlaceOnly) {
  stirs(scene_, 10);
  int late = 0;
  for (int i = 0; i < 40; ++i) {
    const bool stirred = see(i % 2 == 0 ? withSomebody({40, 40}, {8, 8}, 40) : scene_).stirred;
    if (stirred) gate_.inVain();
    if (i >= 20) late += stirred ? 1 : 0;
  }
  EXPECT_LE(late, 1);
  EXPECT_TRUE(see(withSomebody({220, 90}, {6, 14})).stirred);
}

TEST_P(KeyframeGateTest, WhatIsPutDownBecomesBackground) {
  stirs(scene_, 10);
  const cv::Mat parked = withSomebody({150, 90}, {50, 25});
  EXPECT_TRUE(see(parked).stirred);
  stirs(parked, 150);
  EXPECT_EQ(stirs(parked, 50), 0);
}

TEST_P(KeyframeGateTest, AnotherViewIsLearntAtOnce) {
  stirs(scene_, 10);
  cv::Mat other;
  cv::flip(scene_, other, -1);
  other = 255 - other;
  EXPECT_TRUE(see(other).stirred);
  EXPECT_LE(stirs(other, 60), 40);
  EXPECT_EQ(stirs(other, 30), 0);
}

TEST_P(KeyframeGateTest, PicturesOfAnotherShapeAreIgnored) {
  EXPECT_FALSE(gate_.observe(cv::Mat(), at_).stirred);
  EXPECT_FALSE(gate_.observe(cv::Mat::zeros(10, 10, CV_8UC1), at_).stirred);
  EXPECT_FALSE(gate_.observe(cv::Mat::zeros(180, 320, CV_8UC3), at_).stirred);
}

INSTANTIATE_TEST_SUITE_P(Scenes, KeyframeGateTest, ::testing::Range(1, 3));

}  // namespace
}  // namespace cameramonit::gate
