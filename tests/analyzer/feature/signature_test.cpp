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

TEST(Signature, SurvivesStoring) {
  const Signature signature = carOf(kRed, {160, 90}, "traffic light");
  const std::string text = encodeSignature(signature);
  EXPECT_LT(text.size(), 120U);
  EXPECT_EQ(text.find_first_of(" \n\t\""), std::string::npos);
  const auto back = decodeSignature(text);
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->objectClass, "traffic light");
  EXPECT_NEAR(back->aspect, signature.aspect, 0.02F);
  EXPECT_NEAR(back->size, signature.size, 0.004F);
  EXPECT_GT(likeness(*back, signature), 0.97F);
}

TEST(Signature, AnythingElseIsRefused) {
  const std::string text = encodeSignature(carOf(kRed));
  for (const std::string& wrong : {std::string(), std::string("1."), std::string("1.x.y"), text.substr(0, 40),
                                   "2" + text.substr(1), text + "AAAA"}) {
    EXPECT_FALSE(decodeSignature(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace cameramonit::feature
