#include "analyzer/feature/track_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

namespace cameramonit::feature {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;

/// "key=value" of every feature.
std::vector<std::string> said(const TrackFeatures& features, float minConfidence = 0.5F) {
  std::vector<std::string> texts;
  for (const FeatureValue& feature : features.values(minConfidence)) texts.push_back(feature.key + "=" + feature.value);
  return texts;
}

TEST(TrackFeatures, ValuesNameWhatIsKnown) {
  TrackFeatures features;
  features.appearance.upper = {Colour::kRed, 0.9F};
  features.appearance.lower = {Colour::kBlack, 0.7F};
  features.carried = {"backpack"};
  features.passage.direction = Direction::kLeftToRight;
  features.passage.entered = Side::kLeft;
  features.passage.speed = Speed::kRunning;
  features.passage.place = {-1, 1};
  EXPECT_THAT(said(features),
              ElementsAre("upper_colour=red", "lower_colour=black", "carries=backpack", "direction=left_to_right",
                          "speed=running", "side_entered=left", "place=bottom left"));
  EXPECT_FLOAT_EQ(features.values().front().confidence, 0.9F);
}

TEST(TrackFeatures, DoubtfulColoursAreLeftOut) {
  TrackFeatures features;
  features.appearance.whole = {Colour::kGreen, 0.3F};
  EXPECT_THAT(said(features), Not(Contains("colour=green")));
  EXPECT_THAT(said(features, 0.2F), Contains("colour=green"));
}

TEST(FeatureCollector, AMovingRedBoxIsRedAndGoesRight) {
  FeatureCollector collector({640, 360});
  for (int i = 0; i < 15; ++i) {
    cv::Mat frame(360, 640, CV_8UC3, cv::Scalar(120, 120, 120));
    const cv::Rect box(10 + 40 * i, 150, 60, 40);
    cv::rectangle(frame, box, cv::Scalar(30, 30, 200), cv::FILLED);
    collector.add(frame, {.frame = i, .at = absl::Milliseconds(200 * i), .box = cv::Rect2f(box)}, "object");
  }
  EXPECT_THAT(said(collector.result()), IsSupersetOf({"colour=red", "direction=left_to_right", "side_entered=left",
                                                      "side_left=right", "speed=fast"}));
}

}  // namespace
}  // namespace cameramonit::feature
