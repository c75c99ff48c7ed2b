#include "analyzer/feature/passage_vote.h"

#include <gtest/gtest.h>

namespace cameramonit::feature {
namespace {

constexpr int kFps = 5;
const cv::Size kPicture{768, 432};

/// Moves a box evenly from `start` to `end` over `seconds`, seen five times a second.
Passage walk(cv::Rect2f start, cv::Rect2f end, double seconds, std::string_view objectClass = "person",
             const GroundPlane* ground = nullptr) {
  PassageVote vote(kPicture, ground);
  const int frames = static_cast<int>(seconds * kFps);
  for (int i = 0; i <= frames; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(frames);
    const auto mix = [t](float a, float b) { return a + (b - a) * t; };
    vote.add(
        {.frame = i,
         .at = absl::Seconds(10) + absl::Milliseconds(i * 1000 / kFps),
         .box = {mix(start.x, end.x), mix(start.y, end.y), mix(start.width, end.width), mix(start.height, end.height)},
         .score = 0.8F,
         .seen = true},
        objectClass);
  }
  return vote.result();
}

TEST(PassageVote, WalksThroughFromLeftToRight) {
  const Passage passage = walk({2, 200, 40, 100}, {724, 210, 40, 100}, 12);
  EXPECT_EQ(passage.entered, Side::kLeft);
  EXPECT_EQ(passage.left, Side::kRight);
  EXPECT_EQ(passage.direction, Direction::kLeftToRight);
  EXPECT_EQ(passage.speed, Speed::kNormal);
  EXPECT_EQ(passage.from, absl::Seconds(10));
  EXPECT_EQ(passage.to, absl::Seconds(22));
}

TEST(PassageVote, AFastObjectFirstSeenInsideStillCameOverTheEdge) {
  // 200 px/s: at five frames a second the first sighting is already 60 px inside.
  const Passage passage = walk({60, 250, 90, 60}, {600, 250, 90, 60}, 2.7, "car");
  EXPECT_EQ(passage.entered, Side::kLeft);
  EXPECT_EQ(passage.left, Side::kRight);
}

TEST(PassageVote, AppearsAndVanishesWithinThePicture) {
  const Passage passage = walk({300, 150, 30, 80}, {420, 160, 30, 80}, 6);
  EXPECT_EQ(passage.entered, Side::kWithin);
  EXPECT_EQ(passage.left, Side::kWithin);
  EXPECT_EQ(passage.direction, Direction::kLeftToRight);
}

TEST(PassageVote, GrowingDownThePictureIsTowardsTheCamera) {
  EXPECT_EQ(walk({300, 60, 20, 50}, {340, 250, 50, 125}, 10).direction, Direction::kTowardsCamera);
  EXPECT_EQ(walk({340, 250, 50, 125}, {300, 60, 20, 50}, 10).direction, Direction::kAway);
}

TEST(PassageVote, SeenFromAboveItIsUpAndDown) {
  EXPECT_EQ(walk({300, 10, 60, 60}, {300, 360, 60, 60}, 4, "object").direction, Direction::kTopToBottom);
  const Passage up = walk({300, 371, 60, 60}, {310, 0, 60, 60}, 4, "object");
  EXPECT_EQ(up.direction, Direction::kBottomToTop);
  EXPECT_EQ(up.entered, Side::kBottom);
  EXPECT_EQ(up.left, Side::kTop);
}

TEST(PassageVote, ALittleGrowthSeenFromAboveIsStillNotTowardsTheCamera) {
  // 20 % more height over the whole picture: the horizon would be more than a picture's height above it.
  EXPECT_EQ(walk({300, 20, 80, 110}, {300, 280, 90, 132}, 4, "car").direction, Direction::kTopToBottom);
}

TEST(PassageVote, ThereAndBackIsNoDirection) {
  PassageVote vote(kPicture);
  for (int i = 0; i <= 60; ++i) {
    const auto x = static_cast<float>(i <= 30 ? 100 + 10 * i : 100 + 10 * (60 - i));
    vote.add({.frame = i, .at = absl::Milliseconds(200 * i), .box = {x, 200, 40, 100}, .score = 1}, "person");
  }
  EXPECT_EQ(vote.result().direction, Direction::kNone);
}

TEST(PassageVote, SpeedIsRelativeToTheObject) {
  EXPECT_EQ(walk({100, 200, 40, 100}, {300, 200, 40, 100}, 10).speed, Speed::kUnknown);  // 0.2 heights/s: standing
  EXPECT_EQ(walk({100, 200, 40, 100}, {400, 200, 40, 100}, 10).speed, Speed::kSlow);
  EXPECT_EQ(walk({20, 200, 40, 100}, {700, 200, 40, 100}, 3).speed, Speed::kRunning);
  EXPECT_EQ(walk({10, 200, 60, 40}, {700, 200, 60, 40}, 2.2, "car").speed, Speed::kFast);
}

TEST(PassageVote, GroundPlaneGivesMetresPerSecond) {
  // One pixel is 1 cm.
  const auto ground = GroundPlane::fromPoints({{0, 0}, {768, 0}, {768, 432}, {0, 432}},
                                              {{0, 0}, {7.68F, 0}, {7.68F, 4.32F}, {0, 4.32F}});
  ASSERT_TRUE(ground.ok());
  const Passage passage = walk({100, 200, 40, 100}, {700, 200, 40, 100}, 4, "person", &*ground);
  ASSERT_TRUE(passage.metresPerSecond.has_value());
  EXPECT_NEAR(*passage.metresPerSecond, 1.5, 0.1);
  EXPECT_NEAR(*passage.widthMetres, 0.4, 0.05);
}

TEST(PassageVote, SizeAndPlaceInThePicture) {
  const Passage small = walk({700, 20, 10, 20}, {705, 20, 10, 20}, 2);
  EXPECT_EQ(small.size, Size::kSmall);
  EXPECT_EQ(small.place.column, 1);
  EXPECT_EQ(small.place.row, -1);
  EXPECT_EQ(walk({10, 10, 400, 400}, {20, 10, 400, 400}, 2).size, Size::kLarge);
}

TEST(PassageVote, CoastingAfterTheLastSightingDoesNotMoveTheExit) {
  PassageVote vote(kPicture);
  for (int i = 0; i < 10; ++i) {
    vote.add({.frame = i, .at = absl::Milliseconds(200 * i), .box = {300, 200, 40, 100}, .score = 1}, "person");
  }
  vote.add({.frame = 20, .at = absl::Seconds(9), .box = {760, 200, 40, 100}, .score = 0, .seen = false}, "person");
  EXPECT_EQ(vote.result().left, Side::kWithin);
  EXPECT_EQ(vote.result().to, absl::Milliseconds(1800));
}

TEST(PassageVote, NothingSeenIsNothingSaid) {
  const Passage passage = PassageVote(kPicture).result();
  EXPECT_EQ(passage.entered, Side::kUnknown);
  EXPECT_EQ(passage.direction, Direction::kNone);
}

}  // namespace
}  // namespace cameramonit::feature
