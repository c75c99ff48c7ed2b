#include "analyzer/record/best_moment.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "analyzer/record/crop.h"

namespace cameramonit::record {
namespace {

const cv::Size kPicture{640, 360};

/// A frame with a chequered object at `box`, as sharp as `blur` (pixels) leaves it.
cv::Mat frameWith(const cv::Rect& box, double blur = 0) {
  cv::Mat frame(kPicture, CV_8UC3, cv::Scalar(110, 110, 110));
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const cv::Point at(box.x + x, box.y + y);
      if (!cv::Rect({0, 0}, kPicture).contains(at)) continue;
      const bool light = (x * 12 / box.width + y * 12 / box.height) % 2 == 0;
      frame.at<cv::Vec3b>(at) = light ? cv::Vec3b(230, 230, 230) : cv::Vec3b(30, 30, 60);
    }
  }
  if (blur > 0) cv::GaussianBlur(frame, frame, {0, 0}, blur);
  return frame;
}

track::Observation seen(const cv::Rect& box, int frame, float score = 0.7F) {
  return {.frame = frame, .at = absl::Milliseconds(200 * frame), .box = cv::Rect2f(box), .score = score};
}

TEST(SightingQuality, LargeSharpAndWholeIsBetter) {
  const cv::Rect near(200, 100, 80, 120), far(200, 100, 20, 30), cut(-40, 100, 80, 120);
  const float good = sightingQuality(frameWith(near), seen(near, 0));
  EXPECT_GT(good, sightingQuality(frameWith(far), seen(far, 0)));
  EXPECT_GT(good, sightingQuality(frameWith(near, 4), seen(near, 0)));
  EXPECT_GT(good, 2 * sightingQuality(frameWith(cut), seen(cut, 0)));
  EXPECT_GT(good, sightingQuality(frameWith(near), seen(near, 0, 0.3F)));
  EXPECT_EQ(sightingQuality(frameWith(near), seen({900, 900, 50, 50}, 0)), 0);
}

TEST(BestMoment, KeepsTheNearWholeSharpOne) {
  BestMoment moments;
  // Comes in cut by the edge, is blurred when nearest, and sharp a little farther on.
  const std::vector<std::pair<cv::Rect, double>> walk = {{{-60, 80, 100, 150}, 0}, {{30, 120, 60, 90}, 0},
                                                         {{150, 100, 90, 135}, 6}, {{260, 105, 85, 130}, 0},
                                                         {{400, 140, 40, 60}, 0},  {{600, 140, 60, 90}, 0}};
  for (int i = 0; i < 6; ++i) {
    const auto& [box, blur] = walk[static_cast<std::size_t>(i)];
    moments.add(frameWith(box, blur), seen(box, i));
  }
  ASSERT_TRUE(moments.still().has_value());
  EXPECT_EQ(moments.still()->frame, 3);
  EXPECT_EQ(moments.still()->at, absl::Milliseconds(600));
  EXPECT_EQ(moments.still()->picture.size(), moments.still()->crop.size());
}

TEST(BestMoment, TheStillOutlivesItsFrame) {
  BestMoment moments;
  {
    cv::Mat frame = frameWith({100, 100, 60, 60});
    moments.add(frame, seen({100, 100, 60, 60}, 0));
    frame.setTo(cv::Scalar(0, 0, 0));
  }
  EXPECT_GT(cv::mean(moments.still()->picture)[0], 50);
}

TEST(BestMoment, InterpolatedSightingsShowNothing) {
  BestMoment moments;
  auto guessed = seen({100, 100, 60, 60}, 0);
  guessed.seen = false;
  moments.add(frameWith({100, 100, 60, 60}), guessed);
  EXPECT_FALSE(moments.still().has_value());
  const Interval shown = moments.animation(absl::Seconds(4), absl::Seconds(60));
  EXPECT_EQ(shown.to - shown.from, absl::Seconds(4));
}

TEST(BestMoment, AnimationHoldsTheBestMomentAndFitsTheMedia) {
  BestMoment moments;
  for (int i = 50; i < 150; ++i) {
    const int side = i >= 100 && i < 120 ? 120 : 40;
    moments.add(frameWith({200, 100, side, side}), seen({200, 100, side, side}, i));
  }
  const Interval shown = moments.animation(absl::Seconds(4), absl::Seconds(60));
  EXPECT_EQ(shown.to - shown.from, absl::Seconds(4));
  EXPECT_NEAR(absl::ToDoubleSeconds(shown.from), 20, 0.5);
  const Interval all = moments.animation(absl::Seconds(90), absl::Seconds(60));
  EXPECT_EQ(all.from, absl::ZeroDuration());
  EXPECT_EQ(all.to, absl::Seconds(60));
}

TEST(BestMoment, AShortTrackIsShownWithItsSurroundings) {
  BestMoment moments;
  for (int i = 1; i < 6; ++i) moments.add(frameWith({200, 100, 60, 60}), seen({200, 100, 60, 60}, i));
  const Interval shown = moments.animation(absl::Seconds(4), absl::Seconds(60));
  EXPECT_EQ(shown.from, absl::ZeroDuration());
  EXPECT_EQ(shown.to, absl::Seconds(4));
}

TEST(BestMoment, ADayLongStayStaysSmall) {
  BestMoment moments;
  const cv::Mat frame = frameWith({200, 100, 60, 60});
  for (int i = 0; i < 3000; ++i) moments.add(frame, seen({200, 100, 60, 60}, i * 100));
  const Interval shown = moments.animation(absl::Seconds(4), absl::Hours(20));
  EXPECT_EQ(shown.to - shown.from, absl::Seconds(4));
}

TEST(Crop, ShowsTheObjectWithItsSurroundings) {
  const cv::Rect crop = cropWithContext({300, 150, 40, 100}, kPicture);
  EXPECT_LE(crop.x, 280);
  EXPECT_GE(crop.br().x, 360);
  EXPECT_GE(crop.height, 200);
  EXPECT_NEAR(static_cast<double>(crop.width) / crop.height, 4.0 / 3, 0.02);
}

TEST(Crop, StaysWithinThePictureAndIsNoPostageStamp) {
  for (const cv::Rect2f& box : {cv::Rect2f(-30, -20, 60, 90), cv::Rect2f(630, 355, 4, 3), cv::Rect2f(0, 0, 640, 360),
                                cv::Rect2f(0, 170, 640, 10), cv::Rect2f(-100, -100, 2000, 2000)}) {
    const cv::Rect crop = cropWithContext(box, kPicture);
    EXPECT_EQ(crop & cv::Rect({0, 0}, kPicture), crop);
    EXPECT_GE(crop.height, 89);
    EXPECT_GE(crop.width, 119);
  }
}

}  // namespace
}  // namespace cameramonit::record
