#include "analyzer/track/look_planner.h"

#include <gtest/gtest.h>

namespace cameramonit::track {
namespace {

const cv::Size kPicture(640, 480);
const cv::Rect kWhole({0, 0}, kPicture);

motion::MotionFrame moving(const cv::Rect2f& box, float share = 0.8F) {
  motion::MotionFrame frame;
  frame.regions.push_back({box, 0.8F, share});
  return frame;
}

class LookPlannerTest : public testing::Test {
 protected:
  std::optional<cv::Rect> planAt(double seconds, const motion::MotionFrame& motion,
                                 const std::vector<cv::Rect2f>& uncertain = {},
                                 const std::vector<cv::Rect2f>& familiar = {}) {
    return planner_.plan(absl::Seconds(seconds), motion, uncertain, familiar);
  }
  LookPlanner planner_{kPicture};
};

TEST_F(LookPlannerTest, LooksAtTheWholePictureFirstAndThenOnlyNowAndThen) {
  EXPECT_EQ(planAt(0, {}), kWhole);
  EXPECT_EQ(planAt(1, {}), std::nullopt);
  EXPECT_EQ(planAt(9, {}), std::nullopt);
  EXPECT_EQ(planAt(10, {}), kWhole);
}

TEST_F(LookPlannerTest, LooksWhereSomethingMoves) {
  planAt(0, {});
  const cv::Rect2f mover(500, 350, 60, 100);
  const auto part = planAt(1, moving(mover));
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(cv::Rect2f(*part) & mover, mover);
  EXPECT_LT(part->area(), kWhole.area() / 2);
  EXPECT_EQ(*part & kWhole, *part);
  EXPECT_NEAR(static_cast<double>(part->width) / part->height, 640.0 / 480, 0.02);
}

TEST_F(LookPlannerTest, LooksAtWhatIsFollowedEvenWhenNothingMoves) {
  planAt(0, {});
  const cv::Rect2f followed(10, 10, 40, 90);
  const auto part = planAt(1, {}, {followed});
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(cv::Rect2f(*part) & followed, followed);
}

TEST_F(LookPlannerTest, LooksAtTheWholeWhenThingsMoveEverywhere) {
  planAt(0, {});
  motion::MotionFrame everywhere = moving({10, 10, 50, 80});
  everywhere.regions.push_back({{560, 380, 60, 90}, 0.8F, 0.8F});
  EXPECT_EQ(planAt(1, everywhere), kWhole);
}

TEST_F(LookPlannerTest, WhatStandsStillOrIsFamiliarNeedsNoLook) {
  planAt(0, {});
  const cv::Rect2f box(200, 200, 80, 60);
  EXPECT_EQ(planAt(1, moving(box, 0.01F)), std::nullopt);
  EXPECT_EQ(planAt(1.2, moving(box), {}, {box}), std::nullopt);
}

}  // namespace
}  // namespace cameramonit::track
