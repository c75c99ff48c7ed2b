// Zones and lines.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/analyzer/situation/stage.h"

namespace cameramonit::situation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Scene yard() {
  Scene scene{.picture = {1000, 500}};
  scene.zones = {{"z1", "Brama", {{0.4F, 0.2F}, {0.6F, 0.2F}, {0.6F, 0.9F}, {0.4F, 0.9F}}}};
  scene.lines = {{"l1", "Próg", {0.8F, 0}, {0.8F, 1}, "out", "in"}};
  return scene;
}

TEST(Zones, EnteredAndLeft) {
  const auto told = Stage(yard()).actor(1, "person", {{0, 10, 300}, {10, 700, 300}}).play(20);
  const auto visits = finals(told, Kind::kEnteredZone);
  ASSERT_THAT(visits, SizeIs(1));
  EXPECT_EQ(visits[0].placeName, "Brama");
  EXPECT_EQ(visits[0].placeId, "z1");
  EXPECT_NEAR(absl::ToDoubleSeconds(visits[0].duration()), 200 / 69.0, 0.5);
  EXPECT_THAT(finals(told, Kind::kLeftZone), SizeIs(1));
}

TEST(Zones, TremblingOnTheBorderIsNoEntry) {
  std::vector<Stage::Mark> path = {{0, 10, 300}, {5, 395, 300}};
  for (int i = 0; i < 40; ++i) path.push_back({5.4 + i * 0.4, i % 2 == 0 ? 404.0 : 395.0, 300});
  EXPECT_THAT(finals(Stage(yard()).actor(1, "person", path).play(25), Kind::kEnteredZone), IsEmpty());
}

TEST(Zones, WhoVanishesInAZoneEndsTheVisit) {
  const auto told = Stage(yard()).actor(1, "person", {{0, 10, 300}, {7, 500, 300}, {9, 500, 300}}).play(30);
  const auto visits = finals(told, Kind::kEnteredZone);
  ASSERT_THAT(visits, SizeIs(1));
  EXPECT_EQ(visits[0].to, absl::Seconds(9));
}

TEST(Lines, EachWayHasItsName) {
  // The line runs down the picture; walking along it, the picture's left is on the right hand.
  const auto right = Stage(yard()).actor(1, "person", {{0, 650, 300}, {5, 950, 300}}).play(10);
  ASSERT_THAT(finals(right, Kind::kCrossedLine), SizeIs(1));
  EXPECT_EQ(finals(right, Kind::kCrossedLine)[0].wayName, "in");
  EXPECT_NEAR(absl::ToDoubleSeconds(finals(right, Kind::kCrossedLine)[0].from), 2.6, 0.3);
  const auto left = Stage(yard()).actor(1, "person", {{0, 950, 300}, {5, 650, 300}}).play(10);
  ASSERT_THAT(finals(left, Kind::kCrossedLine), SizeIs(1));
  EXPECT_EQ(finals(left, Kind::kCrossedLine)[0].wayName, "out");
}

TEST(Lines, StandingOnALineCrossesNothing) {
  std::vector<Stage::Mark> path = {{0, 650, 300}, {3, 798, 300}};
  for (int i = 0; i < 40; ++i) path.push_back({3.4 + i * 0.4, 800.0 + (i % 2 == 0 ? 5 : -5), 300});
  EXPECT_THAT(finals(Stage(yard()).actor(1, "person", path).play(25), Kind::kCrossedLine), IsEmpty());
}

TEST(Lines, PassingBesideTheEndsCrossesNothing) {
  Scene scene = yard();
  scene.lines[0].to = {0.8F, 0.4F};
  EXPECT_THAT(finals(Stage(scene).actor(1, "person", {{0, 650, 300}, {5, 950, 300}}).play(10), Kind::kCrossedLine),
              IsEmpty());
}

TEST(Lines, ThereAndBackIsTwoCrossings) {
  const auto told = Stage(yard()).actor(1, "person", {{0, 650, 300}, {4, 950, 300}, {8, 650, 300}}).play(15);
  ASSERT_THAT(finals(told, Kind::kCrossedLine), SizeIs(2));
  EXPECT_NE(finals(told, Kind::kCrossedLine)[0].identity(), finals(told, Kind::kCrossedLine)[1].identity());
}

TEST(Identity, NamesKindTracksPlaceAndOrdinal) {
  Situation situation;
  situation.kind = Kind::kEnteredZone;
  situation.tracks = {12};
  situation.placeId = "z1";
  situation.ordinal = 2;
  EXPECT_EQ(situation.identity(), "entered_zone:12:z1:2");
}

}  // namespace
}  // namespace cameramonit::situation
