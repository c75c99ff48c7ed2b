// What happens between several: meetings, groups, bags, counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/situation/stage.h"

namespace cameramonit::situation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Gatherings, TwoWhoStandTogetherHaveMet) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {6, 480, 300}, {20, 480, 300}, {26, 5, 300}})
                        .actor(2, "person", {{0, 995, 300}, {6, 530, 300}, {20, 530, 300}, {26, 995, 300}})
                        .play(40);
  const auto met = finals(told, Kind::kMet);
  ASSERT_THAT(met, SizeIs(1));
  EXPECT_THAT(met[0].tracks, ElementsAre(1, 2));
  EXPECT_NEAR(absl::ToDoubleSeconds(met[0].duration()), 14, 3);
}

TEST(Gatherings, PassingOneAnotherIsNoMeeting) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {12, 995, 300}})
                        .actor(2, "person", {{0, 995, 310}, {12, 5, 310}})
                        .play(20);
  EXPECT_THAT(finals(told, Kind::kMet), IsEmpty());
}

TEST(Gatherings, WalkingSideBySideIsNoMeeting) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {12, 945, 300}})
                        .actor(2, "person", {{0, 55, 300}, {12, 995, 300}})
                        .play(20);
  EXPECT_THAT(finals(told, Kind::kMet), IsEmpty());
}

TEST(Gatherings, ThreeAreAGroupAndAFourthJoins) {
  Stage stage;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const double x = 400 + 50.0 * static_cast<double>(i);
    stage.actor(i + 1, "person", {{2, x, 300}, {40, x, 300}});
  }
  stage.actor(9, "person", {{15, 995, 300}, {20, 555, 300}, {40, 555, 300}});
  const auto told = stage.play(50);
  const auto groups = finals(told, Kind::kGrouped);
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_EQ(groups[0].count, 4);
  EXPECT_THAT(groups[0].tracks, ElementsAre(1, 2, 3, 9));
  EXPECT_NEAR(absl::ToDoubleSeconds(groups[0].from), 2.4, 1);
}

TEST(Belongings, ABagIsLeftBehind) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {8, 400, 300}, {14, 400, 300}, {20, 995, 300}})
                        .actor(2, "suitcase", {{2, 130, 300}, {8, 430, 300}, {60, 430, 300}}, {30, 40})
                        .play(60);
  const auto left = finals(told, Kind::kObjectLeftBehind);
  ASSERT_THAT(left, SizeIs(1));
  EXPECT_THAT(left[0].tracks, ElementsAre(2, 1));
  EXPECT_THAT(finals(told, Kind::kObjectTaken), IsEmpty());
}

TEST(Belongings, ABagThatWaitsBesideItsOwnerIsNot) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {8, 400, 300}, {60, 400, 300}})
                        .actor(2, "suitcase", {{8, 430, 300}, {60, 430, 300}}, {30, 40})
                        .play(60);
  EXPECT_THAT(finals(told, Kind::kObjectLeftBehind), IsEmpty());
}

TEST(Belongings, WhatNobodyCarriedThereWasNotLeftBehind) {
  const auto told = Stage()
                        .actor(1, "person", {{0, 5, 300}, {8, 400, 300}, {14, 400, 300}, {20, 995, 300}})
                        .actor(2, "suitcase", {{8, 430, 300}, {60, 430, 300}}, {30, 40})
                        .play(60);
  EXPECT_THAT(finals(told, Kind::kObjectLeftBehind), IsEmpty());
}

TEST(Belongings, AThingHiddenByAPasserByIsNotTaken) {
  const auto told = Stage()
                        .actor(2, "backpack", {{0, 500, 300}, {30, 500, 300}}, {30, 40})
                        .actor(1, "person", {{26, 200, 300}, {36, 900, 300}})
                        .play(120);
  EXPECT_THAT(finals(told, Kind::kObjectTaken), IsEmpty());
}

TEST(ThingFollower, ASeldomSeenThingKeepsItsNumber) {
  ThingFollower follower;
  std::uint64_t id = 0;
  for (int i = 0; i < 10; ++i) {
    // In the hand, then on the ground, where the detector looks only now and then.
    const float x = i < 5 ? static_cast<float>(20 * i) : 80;
    const absl::Duration at = i < 5 ? absl::Milliseconds(200 * i) : absl::Seconds(10 * i);
    const std::vector<ThingSighting> seen = {{"suitcase", {x, 100, 30, 40}}, {"person", {x, 50, 40, 100}}};
    const auto states = follower.step(at, seen);
    ASSERT_THAT(states, SizeIs(1));
    if (i > 0) {
      EXPECT_EQ(states[0].id, id) << i;
    }
    id = states[0].id;
  }
  EXPECT_GE(id, ThingFollower::kFirstId);
  EXPECT_NE(follower.step(absl::Seconds(101), std::vector<ThingSighting>{{"backpack", {400, 100, 30, 40}}})[0].id, id);
}

TEST(Belongings, AThingThatGoesWithAPersonIsTaken) {
  const auto told = Stage()
                        .actor(2, "backpack", {{0, 500, 300}, {30, 500, 300}, {36, 960, 300}}, {30, 40})
                        .actor(1, "person", {{20, 5, 300}, {27, 470, 300}, {30, 470, 300}, {36, 930, 300}})
                        .play(50);
  const auto taken = finals(told, Kind::kObjectTaken);
  ASSERT_THAT(taken, SizeIs(1));
  EXPECT_THAT(taken[0].tracks, ElementsAre(2, 1));
}

TEST(Counts, OnlyLevelsThatHoldAreTold) {
  Stage stage;
  for (std::uint64_t i = 0; i < 6; ++i) {
    const double x = 100 + 150.0 * static_cast<double>(i);
    stage.actor(i + 1, "person", {{2.0 + static_cast<double>(i), x, 300}, {40, x, 300}});
  }
  const auto told = stage.play(70);
  const auto counts = finals(told, Kind::kCountChanged);
  ASSERT_THAT(counts, SizeIs(testing::Ge(2)));
  EXPECT_GE(counts.front().count, 3);
  EXPECT_EQ(counts.front().previousCount, 0);
  EXPECT_EQ(counts.back().count, 0);
}

TEST(Counts, HowManyThereAreAtTheStartIsNoChange) {
  Stage stage;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const double x = 100 + 150.0 * static_cast<double>(i);
    stage.actor(i + 1, "person", {{0, x, 300}, {30, x + 60, 300}});
  }
  EXPECT_THAT(finals(stage.play(30), Kind::kCountChanged), IsEmpty());
}

TEST(Counts, AMomentaryCrowdIsNotTold) {
  Stage stage;
  for (std::uint64_t i = 0; i < 4; ++i) {
    const double x = 100 + 150.0 * static_cast<double>(i);
    stage.actor(i + 1, "person", {{10, x, 300}, {12, x + 60, 300}});
  }
  EXPECT_THAT(finals(stage.play(30), Kind::kCountChanged), IsEmpty());
}

TEST(SituationsOf, FinishedTracksGiveOneTellingEach) {
  track::Track walk{.id = 5,
                    .evidence = track::Evidence::kDetector,
                    .objectClass = "person",
                    .classConfidence = 0.9F,
                    .observations = {}};
  std::vector<absl::Duration> times;
  for (int i = 0; i < 100; ++i) {
    times.push_back(absl::Milliseconds(200 * i));
    if (i >= 10 && i <= 60) {
      walk.observations.push_back({.frame = 2 * i,
                                   .at = times.back(),
                                   .box = {static_cast<float>(20 * (i - 10)) - 20, 200, 40, 100},
                                   .score = 0.8F,
                                   .seen = i % 5 != 0});
    }
  }
  const auto told = situationsOf({.picture = {1000, 500}}, std::span(&walk, 1), times);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
  EXPECT_EQ(told[0].side, feature::Side::kLeft);
  EXPECT_EQ(told[1].side, feature::Side::kRight);
}

}  // namespace
}  // namespace cameramonit::situation
