#include "analyzer/motion/motion_detector.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cameramonit::motion {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(200);
const cv::Size kPicture(640, 360);

/// A street of grey noise that a test can put things on; the same noise at every run.
class MotionDetectorTest : public testing::Test {
 protected:
  MotionDetectorTest() : street_(kPicture, CV_8UC3) {
    cv::RNG random(7);
    random.fill(street_, cv::RNG::UNIFORM, 80, 140);
    cv::GaussianBlur(street_, street_, {9, 9}, 0);
  }

  MotionFrame show(const cv::Mat& picture, absl::Duration later = kInterval) {
    at_ += later;
    return detector_.update(picture, at_);
  }

  void showStreet(int frames) {
    for (int i = 0; i < frames; ++i) show(street_);
  }

  cv::Mat streetWith(const cv::Rect& thing, const cv::Scalar& colour = cv::Scalar(20, 20, 220)) const {
    cv::Mat picture = street_.clone();
    cv::rectangle(picture, thing, colour, cv::FILLED);
    return picture;
  }

  cv::Mat street_;
  MotionDetector detector_;
  absl::Duration at_;
};

TEST_F(MotionDetectorTest, AStillPictureHasNoRegions) {
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(show(street_).regions.empty());
}

TEST_F(MotionDetectorTest, AMovingThingIsOneRegionWhereItIs) {
  showStreet(5);
  for (int x = 50; x < 500; x += 50) {
    const cv::Rect thing(x, 100, 80, 160);
    const MotionFrame frame = show(streetWith(thing));
    ASSERT_EQ(frame.regions.size(), 1U) << "at " << x;
    const cv::Rect2f box = frame.regions.front().box;
    const cv::Rect2f truth(thing);
    EXPECT_GT((box & truth).area() / (box | truth).area(), 0.8);
    EXPECT_GT(frame.regions.front().movingShare, 0.3);
  }
}

TEST_F(MotionDetectorTest, AChangeOfExposureIsNoMotion) {
  showStreet(5);
  for (const double gain : {0.95, 0.85, 0.75, 0.65, 0.65, 0.75, 0.9, 1.0, 1.15, 1.3}) {
    cv::Mat picture;
    street_.convertTo(picture, -1, gain);
    const MotionFrame frame = show(picture);
    EXPECT_TRUE(frame.regions.empty()) << "gain " << gain;
    EXPECT_FALSE(frame.relearned);
  }
}

TEST_F(MotionDetectorTest, AThingIsFoundWhileTheExposureChanges) {
  showStreet(5);
  show(streetWith({100, 100, 80, 160}));
  cv::Mat picture;
  streetWith({140, 100, 80, 160}).convertTo(picture, -1, 0.8);
  const MotionFrame frame = show(picture);
  ASSERT_EQ(frame.regions.size(), 1U);
  EXPECT_NEAR(frame.regions.front().box.x, 140, 10);
  EXPECT_NEAR(frame.scene.exposureGain, 0.8, 0.05);
}

TEST_F(MotionDetectorTest, SensorNoiseIsNoMotion) {
  cv::RNG random(11);
  for (int i = 0; i < 30; ++i) {
    cv::Mat noise(kPicture, CV_16SC3);
    random.fill(noise, cv::RNG::NORMAL, 0, 12);
    cv::Mat wide;
    street_.convertTo(wide, CV_16SC3);
    wide += noise;
    cv::Mat picture;
    wide.convertTo(picture, CV_8UC3);
    EXPECT_TRUE(show(picture).regions.empty()) << "frame " << i;
  }
}

TEST_F(MotionDetectorTest, WhatStaysStopsMovingAndBecomesBackground) {
  showStreet(5);
  const cv::Mat parked = streetWith({300, 150, 100, 80});
  show(parked);
  const MotionFrame resting = show(parked);
  ASSERT_EQ(resting.regions.size(), 1U);
  EXPECT_LT(resting.regions.front().movingShare, 0.05);
  for (int second = 0; second < 120; ++second) show(parked, absl::Seconds(1));
  EXPECT_TRUE(show(parked).regions.empty());
}

TEST_F(MotionDetectorTest, ADifferentSceneIsLearntAnewWithoutRegions) {
  showStreet(5);
  cv::Mat night(kPicture, CV_8UC3, cv::Scalar(30, 10, 5));
  cv::rectangle(night, {0, 0, 320, 360}, cv::Scalar(0, 200, 90), cv::FILLED);
  const MotionFrame change = show(night);
  EXPECT_TRUE(change.relearned);
  EXPECT_TRUE(change.regions.empty());
  EXPECT_TRUE(show(night).regions.empty());
}

TEST_F(MotionDetectorTest, MeasuresTellABlindAndAFrozenCamera) {
  const cv::Mat scene = streetWith({300, 150, 100, 80});
  show(scene);
  const MotionFrame frozen = show(scene);
  EXPECT_EQ(frozen.scene.difference, 0);
  EXPECT_GT(frozen.scene.contrast, 5);
  const MotionFrame black = show(cv::Mat::zeros(kPicture, CV_8UC3));
  EXPECT_EQ(black.scene.brightness, 0);
  EXPECT_EQ(black.scene.contrast, 0);
  EXPECT_EQ(black.scene.sharpness, 0);
}

}  // namespace
}  // namespace cameramonit::motion
