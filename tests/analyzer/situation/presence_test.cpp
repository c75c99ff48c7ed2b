// Coming, going, stopping: what one track does by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/situation/stage.h"

namespace cameramonit::situation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Presence, APersonWalksThrough) {
  const auto told = Stage().actor(7, "person", {{5, 10, 300}, {17, 990, 300}}).play(30);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
  const Situation appeared = finals(told, Kind::kAppeared).at(0);
  EXPECT_EQ(appeared.side, feature::Side::kLeft);
  EXPECT_EQ(appeared.from, absl::Seconds(5));
  EXPECT_EQ(appeared.to, absl::Seconds(17));
  EXPECT_FALSE(appeared.alreadyThere);
  EXPECT_FALSE(appeared.stillThere);
  const Situation left = finals(told, Kind::kLeft).at(0);
  EXPECT_EQ(left.side, feature::Side::kRight);
  EXPECT_EQ(left.from, absl::Seconds(17));
  EXPECT_THAT(left.tracks, ElementsAre(7));
}

TEST(Presence, IsToldSoonAndAgainWhenOver) {
  SituationEngine engine({.picture = {1000, 500}});
  std::vector<Situation> told;
  absl::Duration at;
  for (int i = 0; told.empty() && i < 20; ++i) {
    at = absl::Milliseconds(200 * i);
    const TrackState state{1, "person", {static_cast<float>(10 * i), 200, 40, 100}};
    told = engine.observe(at, std::span(&state, 1));
  }
  ASSERT_EQ(told.size(), 1U);
  EXPECT_LE(at, absl::Seconds(1));
  EXPECT_FALSE(told[0].final);
  const auto end = engine.finish(at);
  ASSERT_EQ(end.size(), 1U);
  EXPECT_TRUE(end[0].final);
  EXPECT_EQ(end[0].identity(), told[0].identity());
}

TEST(Presence, WhoIsThereAtTheStartDidNotComeIn) {
  const auto told = Stage().actor(1, "person", {{0, 400, 300}, {20, 420, 300}}).play(20);
  const auto appeared = finals(told, Kind::kAppeared);
  ASSERT_EQ(appeared.size(), 1U);
  EXPECT_TRUE(appeared[0].alreadyThere);
  EXPECT_TRUE(appeared[0].stillThere);
  EXPECT_THAT(finals(told, Kind::kLeft), IsEmpty());
}

TEST(Presence, ABlinkOfTheDetectorIsNotToldOf) {
  EXPECT_THAT(Stage().actor(1, "person", {{5, 400, 300}, {5.2, 400, 300}}).play(15), IsEmpty());
}

TEST(Presence, AShortLossOfSightIsNoLeaving) {
  const auto told = Stage()
                        .actor(1, "person", {{2, 20, 300}, {5, 300, 300}})
                        .actor(1, "person", {{6.4, 420, 300}, {12, 980, 300}})
                        .play(20);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
}

TEST(Presence, BelievedLateItCameAllTheSameWhenItWasFirstSeen) {
  SituationEngine engine({.picture = {1000, 500}});
  std::vector<Situation> told;
  for (int i = 0; i < 40; ++i) {
    const bool here = i >= 10 && i < 30;
    const TrackState state{1, "person", {static_cast<float>(40 * (i - 10)), 200, 40, 100}, true, i >= 15};
    const auto now = engine.observe(absl::Milliseconds(200 * i), std::span(&state, here ? 1 : 0));
    if (i < 15) {
      EXPECT_THAT(now, IsEmpty());
    }
    told.insert(told.end(), now.begin(), now.end());
  }
  const Situation appeared = finals(told, Kind::kAppeared).at(0);
  EXPECT_EQ(appeared.from, absl::Seconds(2));
  EXPECT_EQ(appeared.side, feature::Side::kLeft);
}

TEST(Presence, WhatIsNeverBelievedIsNeverTold) {
  SituationEngine engine({.picture = {1000, 500}});
  for (int i = 0; i < 40; ++i) {
    const TrackState state{1, "person", {static_cast<float>(10 * i), 200, 40, 100}, true, false};
    EXPECT_THAT(engine.observe(absl::Milliseconds(200 * i), std::span(&state, i < 20 ? 1 : 0)), IsEmpty());
  }
}

TEST(Presence, AnUnknownThingMoved) {
  const auto told = Stage().actor(3, "object", {{5, 500, 498}, {8, 520, 90}}, {90, 80}).play(20);
  EXPECT_THAT(story(told), ElementsAre("moved"));
  EXPECT_EQ(finals(told, Kind::kMoved).at(0).side, feature::Side::kBottom);
}

TEST(Presence, WhatMovedAndTurnsOutToBeACarIsOneSituation) {
  SituationEngine engine({.picture = {1000, 500}});
  std::vector<Situation> told;
  for (int i = 0; i < 60; ++i) {
    const TrackState state{1, i < 10 ? "object" : "car", {static_cast<float>(30 * i), 200, 90, 60}};
    const auto now = engine.observe(absl::Milliseconds(200 * i), std::span(&state, i < 31 ? 1 : 0));
    told.insert(told.end(), now.begin(), now.end());
  }
  EXPECT_EQ(told.front().kind, Kind::kMoved);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
}

TEST(Presence, LeavesThatTrembleAreNotToldOf) {
  Stage stage;
  std::vector<Stage::Mark> tremble;
  for (int i = 0; i < 100; ++i) tremble.push_back({i * 0.4, 600.0 + (i % 2) * 8, 200.0 + (i % 3) * 5});
  EXPECT_THAT(stage.actor(3, "object", tremble, {60, 60}).play(45), IsEmpty());
}

TEST(Presence, WhoLeavesAtTheVeryEndOfAFilmHasLeft) {
  const auto told = Stage().actor(1, "person", {{2, 20, 300}, {11, 990, 300}}).play(12);
  EXPECT_THAT(story(told), ElementsAre("appeared", "left"));
}

TEST(Rest, ACarStopsAndMovesOff) {
  const auto told =
      Stage().actor(4, "car", {{2, 20, 300}, {5, 500, 300}, {25, 500, 300}, {28, 980, 300}}, {120, 60}).play(40);
  EXPECT_THAT(story(told), ElementsAre("appeared", "stopped", "moved_off", "left"));
  const Situation stopped = finals(told, Kind::kStopped).at(0);
  EXPECT_NEAR(absl::ToDoubleSeconds(stopped.from), 5.5, 1);
  EXPECT_NEAR(absl::ToDoubleSeconds(stopped.to), 25.5, 1);
}

TEST(Rest, AParkedCarIsToldOnceThoughTheDetectorLosesIt) {
  Stage stage;
  stage.actor(1, "car", {{2, 20, 300}, {6, 500, 300}, {30, 500, 300}}, {120, 60});
  for (int i = 0; i < 10; ++i) {
    // Found again under a new number and a new class, and lost again.
    const double begin = 40 + 30 * i;
    stage.actor(static_cast<std::uint64_t>(10 + i), i % 2 == 0 ? "truck" : "car",
                {{begin, 502, 301}, {begin + 10, 498, 299}}, {122, 61});
  }
  const auto told = stage.play(360);
  EXPECT_THAT(story(told), ElementsAre("appeared", "stopped"));
  EXPECT_TRUE(finals(told, Kind::kAppeared).at(0).stillThere);
}

TEST(Rest, AParkedCarThatWasThereFromTheStartIsTheScene) {
  EXPECT_THAT(Stage().actor(1, "car", {{0, 500, 300}, {100, 503, 300}}, {120, 60}).play(100), IsEmpty());
}

TEST(Rest, TremblingBoxesAreNoMovement) {
  std::vector<Stage::Mark> path = {{0, 20, 300}, {6, 500, 300}};
  for (int i = 0; i < 60; ++i) path.push_back({6.5 + i * 0.5, 500.0 + (i % 3) * 6, 300.0 + (i % 2) * 7});
  const auto told = Stage().actor(1, "person", path).play(36);
  EXPECT_EQ(finals(told, Kind::kStopped).size(), 1U);
  EXPECT_THAT(finals(told, Kind::kMovedOff), IsEmpty());
}

TEST(Rest, ASecondStopIsAnotherSituation) {
  const auto told =
      Stage()
          .actor(1, "person",
                 {{0, 5, 300}, {6, 300, 300}, {16, 300, 300}, {22, 700, 300}, {34, 700, 300}, {38, 995, 300}})
          .play(45);
  const auto stops = finals(told, Kind::kStopped);
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_NE(stops[0].identity(), stops[1].identity());
}

TEST(Loitering, SomeoneWalksAboutOnePlace) {
  std::vector<Stage::Mark> path = {{0, 5, 300}};
  for (int i = 0; i < 20; ++i) path.push_back({5.0 + i * 3, 500.0 + (i % 2 == 0 ? 80 : -80), 300.0 + (i % 3) * 20});
  path.push_back({70, 995, 300});
  const auto told = Stage().actor(1, "person", path).play(80);
  const auto loitered = finals(told, Kind::kLoitered);
  ASSERT_EQ(loitered.size(), 1U);
  EXPECT_GT(loitered[0].duration(), absl::Seconds(50));
}

TEST(Loitering, PassingSlowlyIsNotLoitering) {
  EXPECT_THAT(finals(Stage().actor(1, "person", {{0, 5, 300}, {60, 995, 300}}).play(60), Kind::kLoitered), IsEmpty());
}

}  // namespace
}  // namespace cameramonit::situation
