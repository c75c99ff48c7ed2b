#include "analyzer/feature/signature.h"

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "analyzer/feature/appearance_vote.h"

namespace cameramonit::feature {
namespace {

/// The signature of a plain box of one paint, with dark windows, seen a few times.
Signature carOf(const cv::Scalar& paint, cv::Size size = {160, 90}, const char* objectClass = "object") {
  AppearanceVote vote;
  for (int i = 0; i < 4; ++i) {
    cv::Mat frame(432, 768, CV_8UC3, cv::Scalar(118, 120, 121));
    const cv::Rect box(100 + 40 * i, 150, size.width, size.height);
    cv::rectangle(frame, box, paint, cv::FILLED);
    cv::rectangle(frame, cv::Rect(box.x + box.width / 4, box.y + box.height / 8, box.width / 2, box.height / 4),
                  cv::Scalar(50, 45, 40), cv::FILLED);
    vote.add(frame, {.frame = i, .at = absl::Seconds(i), .box = cv::Rect2f(box), .score = 0.7F}, objectClass);
  }
  return vote.signature(objectClass);
}

const cv::Scalar kWhite(248, 248, 248), kSilver(190, 192, 190), kRed(40, 30, 190), kGreen(50, 130, 50);

TEST(Likeness, TheSameCarIsAlike) {
  EXPECT_GT(likeness(carOf(kWhite), carOf(kWhite, {166, 94})), 0.85F);
  EXPECT_FLOAT_EQ(likeness(carOf(kRed), carOf(kRed)), 1);
}

TEST(Likeness, AnotherColourIsNot) {
  EXPECT_LT(likeness(carOf(kWhite), carOf(kRed)), 0.3F);
  EXPECT_LT(likeness(carOf(kGreen), carOf(kRed)), 0.3F);
  EXPECT_GT(likeness(carOf(kWhite), carOf(kSilver)), likeness(carOf(kWhite), carOf(kRed)));
}

TEST(Likeness, AnotherSizeIsLessAlike) {
  EXPECT_LT(likeness(carOf(kGreen), carOf(kGreen, {48, 27})), 0.8F);
}

TEST(Likeness, ClassesThatExcludeOneAnotherAreNotAlike) {
  EXPECT_EQ(likeness(carOf(kRed, {60, 120}, "object"), carOf(kRed, {60, 120}, "person")), 0);
  EXPECT_GT(likeness(carOf(kRed, {160, 90}, "object"), carOf(kRed, {160, 90}, "car")), 0.8F);
}

TEST(Likeness, OfAKindCountsShapeAndSpeedAndNoColour) {
  const Signature white = carOf(kWhite), red = carOf(kRed);
  EXPECT_GT(shapeLikeness(white, red), 0.95F);
  EXPECT_LT(shapeLikeness(white, carOf(kRed, {30, 60})), 0.4F);
  Signature fast = white, slow = white;
  fast.speed = 4;
  slow.speed = 0.5F;
  EXPECT_LT(shapeLikeness(fast, slow), shapeLikeness(fast, fast));
}

TEST(Signature, SurvivesStoring) {
  Signature signature = carOf(kRed, {160, 90}, "traffic light");
  signature.speed = 1.5F;
  signature.wayX = -0.5F;
  signature.wayY = 0.75F;
  signature.placeX = 0.25F;
  const std::string bytes = encodeSignature(signature);
  EXPECT_LT(bytes.size(), 80U);
  const auto back = decodeSignature(kSignatureVersion, bytes);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->objectClass, "traffic light");
  EXPECT_NEAR(back->aspect, signature.aspect, 0.02F);
  EXPECT_NEAR(back->size, signature.size, 0.004F);
  EXPECT_NEAR(back->speed, signature.speed, 0.05F);
  EXPECT_NEAR(back->wayX, signature.wayX, 0.01F);
  EXPECT_NEAR(back->wayY, signature.wayY, 0.01F);
  EXPECT_NEAR(back->placeX, signature.placeX, 0.01F);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(back->wholePaint[i], signature.wholePaint[i], 0.5F);
  EXPECT_GT(likeness(*back, signature), 0.95F);
}

TEST(Signature, AnythingElseIsRefused) {
  const std::string bytes = encodeSignature(carOf(kRed));
  EXPECT_FALSE(decodeSignature(kSignatureVersion - 1, bytes).has_value()) << "of another form";
  EXPECT_FALSE(decodeSignature(kSignatureVersion, "").has_value());
  EXPECT_FALSE(decodeSignature(kSignatureVersion, bytes.substr(0, 40)).has_value());
}

}  // namespace
}  // namespace cameramonit::feature
