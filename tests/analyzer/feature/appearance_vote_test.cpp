#include "analyzer/feature/appearance_vote.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cameramonit::feature {
namespace {

const cv::Scalar kRoad(118, 120, 121), kLawn(45, 110, 75), kRed(40, 30, 190), kBlack(28, 26, 25), kWhite(248, 250, 249),
    kGlass(60, 55, 50), kBlue(150, 70, 30);

track::Observation seenAt(cv::Rect2f box, float score = 0.8F) {
  return {.frame = 0, .at = absl::ZeroDuration(), .box = box, .score = score, .seen = true};
}

cv::Mat noisyScene(const cv::Scalar& ground) {
  cv::Mat scene(432, 768, CV_8UC3, ground);
  cv::RNG random(7);
  cv::Mat noise(scene.size(), CV_16SC3);
  random.fill(noise, cv::RNG::NORMAL, 0, 6);
  cv::add(scene, noise, scene, cv::noArray(), CV_8UC3);
  return scene;
}

/// A person 40×120: head, top, trousers, within a box that is a little too wide.
cv::Rect2f paintPerson(cv::Mat& scene, cv::Point at, const cv::Scalar& top, const cv::Scalar& bottom) {
  cv::circle(scene, at + cv::Point(20, 10), 9, cv::Scalar(120, 150, 200), cv::FILLED);
  cv::rectangle(scene, cv::Rect(at.x + 6, at.y + 20, 28, 42), top, cv::FILLED);
  cv::rectangle(scene, cv::Rect(at.x + 8, at.y + 62, 10, 56), bottom, cv::FILLED);
  cv::rectangle(scene, cv::Rect(at.x + 22, at.y + 62, 10, 56), bottom, cv::FILLED);
  return {static_cast<float>(at.x) - 4, static_cast<float>(at.y), 48, 120};
}

cv::Rect2f paintCar(cv::Mat& scene, cv::Point at, const cv::Scalar& paint) {
  cv::rectangle(scene, cv::Rect(at.x, at.y + 70, 150, 14), cv::Scalar(50, 50, 50), cv::FILLED);  // shadow
  cv::rectangle(scene, cv::Rect(at.x, at.y + 28, 150, 48), paint, cv::FILLED);
  cv::rectangle(scene, cv::Rect(at.x + 30, at.y, 90, 30), paint, cv::FILLED);
  cv::rectangle(scene, cv::Rect(at.x + 36, at.y + 5, 78, 22), kGlass, cv::FILLED);
  return {static_cast<float>(at.x), static_cast<float>(at.y), 150, 84};
}

TEST(AppearanceVote, PersonHasUpperAndLowerColours) {
  cv::Mat scene = noisyScene(kLawn);
  AppearanceVote vote;
  for (int i = 0; i < 5; ++i) {
    cv::Mat frame = scene.clone();
    vote.add(frame, seenAt(paintPerson(frame, {100 + 30 * i, 150}, kRed, kBlack)), "person");
  }
  const Appearance look = vote.result();
  EXPECT_EQ(look.upper.colour, Colour::kRed);
  EXPECT_GT(look.upper.confidence, 0.7F);
  EXPECT_EQ(look.lower.colour, Colour::kBlack);
  EXPECT_EQ(look.whole.colour, Colour::kUnknown);
}

TEST(AppearanceVote, LawnBetweenLegsIsNotTrousers) {
  cv::Mat frame = noisyScene(kLawn);
  AppearanceVote vote;
  vote.add(frame, seenAt(paintPerson(frame, {300, 150}, kWhite, kBlue)), "person");
  EXPECT_EQ(vote.result().lower.colour, Colour::kBlue);
  EXPECT_EQ(vote.result().upper.colour, Colour::kWhite);
}

TEST(AppearanceVote, CarIsItsPaintNotItsGlassOrShadow) {
  for (const auto& [paint, colour] :
       {std::pair{kRed, Colour::kRed}, std::pair{kWhite, Colour::kWhite}, std::pair{kBlue, Colour::kBlue},
        std::pair{cv::Scalar(200, 200, 198), Colour::kSilver}, std::pair{kBlack, Colour::kBlack}}) {
    cv::Mat frame = noisyScene(kRoad);
    AppearanceVote vote;
    const cv::Rect2f box = paintCar(frame, {200, 200}, paint);
    for (int i = 0; i < 4; ++i) vote.add(frame, seenAt(box), "car");
    EXPECT_EQ(vote.result().whole.colour, colour) << colourToken(vote.result().whole.colour);
  }
}

TEST(AppearanceVote, OneBadFrameDoesNotDecide) {
  cv::Mat scene = noisyScene(kRoad);
  AppearanceVote vote;
  for (int i = 0; i < 6; ++i) {
    cv::Mat frame = scene.clone();
    const cv::Rect2f box = paintPerson(frame, {100 + 30 * i, 150}, i == 2 ? kBlue : kRed, kBlack);
    vote.add(frame, seenAt(box), "person");
  }
  EXPECT_EQ(vote.result().upper.colour, Colour::kRed);
}

TEST(AppearanceVote, ForegroundMaskKeepsTheRoadOut) {
  cv::Mat frame = noisyScene(kRoad);
  cv::rectangle(frame, cv::Rect(300, 200, 40, 40), kRed, cv::FILLED);
  cv::Mat mask(216, 384, CV_8U, cv::Scalar(0));
  cv::rectangle(mask, cv::Rect(150, 100, 20, 20), 255, cv::FILLED);
  AppearanceVote vote;
  vote.add(frame, seenAt({280, 180, 120, 120}, 0), "object", mask);
  EXPECT_EQ(vote.result().whole.colour, Colour::kRed);
}

TEST(AppearanceVote, SurenessGrowsWithSightings) {
  cv::Mat frame = noisyScene(kRoad);
  const cv::Rect2f box = paintCar(frame, {200, 200}, kRed);
  AppearanceVote vote;
  vote.add(frame, seenAt(box), "car");
  const float once = vote.result().whole.confidence;
  for (int i = 0; i < 4; ++i) vote.add(frame, seenAt(box), "car");
  EXPECT_GT(vote.result().whole.confidence, once);
}

TEST(AppearanceVote, InterpolatedTinyAndOutsideBoxesAreIgnored) {
  cv::Mat frame = noisyScene(kRoad);
  AppearanceVote vote;
  auto guessed = seenAt({100, 100, 50, 100});
  guessed.seen = false;
  vote.add(frame, guessed, "person");
  vote.add(frame, seenAt({100, 100, 3, 5}), "person");
  vote.add(frame, seenAt({-500, 100, 50, 100}), "person");
  vote.add(frame, seenAt({760, 425, 500, 500}), "person");
  EXPECT_LE(vote.sightings(), 1);
  EXPECT_EQ(AppearanceVote().result().upper.colour, Colour::kUnknown);
  EXPECT_EQ(AppearanceVote().result().upper.confidence, 0);
}

}  // namespace
}  // namespace cameramonit::feature
