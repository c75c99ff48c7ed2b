#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/situation/stage.h"

namespace cameramonit::situation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Riders, ACyclistIsToldOnce) {
  Stage stage;
  stage.actor(1, "person", {{1, 50, 290}, {9, 900, 290}}, {40, 100});
  stage.actor(2, "bicycle", {{1, 50, 310}, {9, 900, 310}}, {110, 70});
  const auto told = stage.play(15);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
}

TEST(Riders, ARiderShowsWhereTheOverlookedBicycleIs) {
  Stage stage;
  stage.actor(1, "person", {{1, 50, 290}, {9, 900, 290}}, {40, 100});
  stage.actor(2, "bicycle", {{1, 50, 310}, {3, 262, 310}}, {110, 70});
  const auto appeared = finals(stage.play(15), Kind::kAppeared);
  ASSERT_THAT(appeared, SizeIs(1));
  EXPECT_NEAR(absl::ToDoubleSeconds(appeared.front().to), 9, 0.3);
}

TEST(Riders, WhoPassesAParkedBicycleRidesNothing) {
  Stage stage;
  stage.actor(1, "person", {{2, 50, 300}, {12, 950, 300}}, {40, 100});
  stage.actor(2, "bicycle", {{0, 500, 310}, {20, 500, 310}}, {110, 70});
  const auto appeared = finals(stage.play(20), Kind::kAppeared);
  ASSERT_THAT(appeared, SizeIs(1));
  EXPECT_THAT(appeared.front().tracks, ElementsAre(1U));
  EXPECT_NEAR(absl::ToDoubleSeconds(appeared.front().to), 12, 0.3);
}

TEST(Riders, WhoGetsOffIsSomebody) {
  Stage stage;
  stage.actor(1, "person", {{1, 50, 290}, {6, 500, 290}, {8, 500, 290}, {14, 950, 290}}, {40, 100});
  stage.actor(2, "bicycle", {{1, 50, 310}, {6, 500, 310}, {20, 500, 310}}, {110, 70});
  const auto told = stage.play(20);
  EXPECT_THAT(finals(told, Kind::kLeft), SizeIs(1));
  EXPECT_THAT(finals(told, Kind::kAppeared), testing::Not(IsEmpty()));
}

TEST(Riders, WhatMovedAndThenHasANameIsOneThing) {
  Stage stage;
  stage.actor(1, "object", {{1, 50, 300}, {3, 270, 300}}, {80, 130});
  stage.actor(2, "person", {{3.2, 290, 300}, {9, 950, 300}}, {40, 100});
  const auto told = stage.play(15);
  const auto appeared = finals(told, Kind::kAppeared);
  ASSERT_THAT(appeared, SizeIs(1));
  EXPECT_NEAR(absl::ToDoubleSeconds(appeared.front().from), 1, 0.1);
  EXPECT_THAT(finals(told, Kind::kMoved), IsEmpty());
}

TEST(Riders, AShapeThatNothingStirredIsNobody) {
  SituationEngine engine({.picture = {1000, 500}});
  std::vector<Situation> told;
  for (int i = 0; i < 100; ++i) {
    std::vector<TrackState> states;
    if (i >= 20) states.push_back({.id = 1, .objectClass = "person", .box = {500, 200, 40, 100}, .stirred = false});
    const auto more = engine.observe(absl::Milliseconds(200 * i), states);
    told.insert(told.end(), more.begin(), more.end());
  }
  EXPECT_THAT(told, IsEmpty());
}

}  // namespace
}  // namespace cameramonit::situation
