#include "analyzer/situation/camera_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "tests/analyzer/situation/stage.h"

namespace cameramonit::situation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// A yard with many edges, the same for the same seed.
cv::Mat yard(std::uint64_t seed = 1) {
  cv::Mat scene(360, 640, CV_8U, cv::Scalar(120));
  cv::RNG random(seed);
  for (int i = 0; i < 160; ++i) {
    cv::rectangle(
        scene, cv::Rect(random.uniform(0, 620), random.uniform(0, 340), random.uniform(8, 90), random.uniform(8, 60)),
        random.uniform(30, 230), random.uniform(0, 2) == 0 ? 2 : cv::FILLED);
  }
  return scene;
}

class CameraHealthTest : public testing::Test {
 protected:
  /// Shows pictures for `seconds`, five a second; `picture(i)` makes the i-th.
  void show(double seconds, const std::function<cv::Mat(int)>& picture) {
    for (int i = 0; i < static_cast<int>(seconds * 5); ++i) {
      for (Situation& situation : health_.observe(now_, picture(i))) told_.push_back(situation);
      now_ += absl::Milliseconds(200);
    }
  }
  /// The same with a sensor's noise on it.
  void film(double seconds, const cv::Mat& scene) {
    show(seconds, [&](int) { return noisy(scene); });
  }
  cv::Mat noisy(const cv::Mat& scene) {
    cv::Mat noise(scene.size(), CV_16S), out;
    random_.fill(noise, cv::RNG::NORMAL, 0, 4);
    cv::add(scene, noise, out, cv::noArray(), CV_8U);
    return out;
  }
  std::vector<std::string> endedStory() {
    for (Situation& situation : health_.finish(now_)) told_.push_back(situation);
    return story(told_);
  }

  CameraHealth health_;
  absl::Duration now_;
  std::vector<Situation> told_;
  cv::RNG random_{5};
};

TEST_F(CameraHealthTest, AGoodPictureIsNoNews) {
  film(40, yard());
  EXPECT_THAT(endedStory(), IsEmpty());
  EXPECT_TRUE(health_.sees());
}

TEST_F(CameraHealthTest, DarknessIsBlindUntilItIsBack) {
  film(10, yard());
  show(10, [](int) { return cv::Mat(360, 640, CV_8U, cv::Scalar(4)); });
  EXPECT_FALSE(health_.sees());
  film(10, yard());
  EXPECT_TRUE(health_.sees());
  EXPECT_THAT(endedStory(), ElementsAre("camera_blind", "camera_back"));
  const Situation blind = finals(told_, Kind::kCameraBlind).at(0);
  EXPECT_EQ(blind.cause, "dark");
  EXPECT_EQ(blind.from, absl::Seconds(10));
  EXPECT_EQ(blind.to, absl::Seconds(20));
  EXPECT_EQ(finals(told_, Kind::kCameraBack).at(0).cause, "camera_blind");
}

TEST_F(CameraHealthTest, AHandOverTheLensIsBlind) {
  film(5, yard());
  show(5, [&](int) { return noisy(cv::Mat(360, 640, CV_8U, cv::Scalar(90))); });
  ASSERT_THAT(endedStory(), ElementsAre("camera_blind"));
  EXPECT_EQ(told_.back().cause, "covered");
}

TEST_F(CameraHealthTest, NoiseIsBlindFromTheStart) {
  show(5, [&](int) {
    cv::Mat noise(360, 640, CV_8U);
    random_.fill(noise, cv::RNG::UNIFORM, 0, 255);
    return noise;
  });
  ASSERT_THAT(endedStory(), ElementsAre("camera_blind"));
  EXPECT_EQ(told_.back().cause, "noise");
}

TEST_F(CameraHealthTest, TheSamePictureForLongIsFrozen) {
  film(5, yard());
  const cv::Mat still = noisy(yard());
  show(12, [&](int i) { return i % 20 == 19 ? cv::Mat(still + 1) : still; });  // keyframes repaint it
  film(5, yard());
  EXPECT_THAT(endedStory(), ElementsAre("camera_frozen", "camera_back"));
  EXPECT_NEAR(absl::ToDoubleSeconds(finals(told_, Kind::kCameraFrozen)[0].from), 5, 0.5);
}

TEST_F(CameraHealthTest, AnEmptyYardWithNoiseIsNotFrozen) {
  cv::Mat scene = yard();
  show(60, [&](int) {
    cv::Mat noise(scene.size(), CV_16S), out;
    random_.fill(noise, cv::RNG::NORMAL, 0, 1.2);
    cv::add(scene, noise, out, cv::noArray(), CV_8U);
    return out;
  });
  EXPECT_THAT(endedStory(), IsEmpty());
}

TEST_F(CameraHealthTest, ABlurredPictureIsDefocused) {
  film(10, yard());
  cv::Mat blurred;
  cv::GaussianBlur(yard(), blurred, {0, 0}, 9);
  film(10, blurred);
  film(6, yard());
  EXPECT_THAT(endedStory(), ElementsAre("camera_defocused", "camera_back"));
}

TEST_F(CameraHealthTest, AnotherSteadyViewIsTurned) {
  film(10, yard(1));
  film(10, yard(2));
  EXPECT_THAT(endedStory(), ElementsAre("camera_turned"));
  EXPECT_NEAR(absl::ToDoubleSeconds(told_.back().from), 10, 1);
}

TEST_F(CameraHealthTest, ChangesOfLightAreNeither) {
  film(10, yard());
  film(10, yard() * 0.6);
  film(10, yard() * 0.6 + 90);
  EXPECT_THAT(endedStory(), IsEmpty());
}

TEST_F(CameraHealthTest, ALorryThatParksInFrontIsNotATurn) {
  film(10, yard());
  cv::Mat parked = yard();
  cv::rectangle(parked, cv::Rect(100, 60, 320, 220), 240, cv::FILLED);
  cv::rectangle(parked, cv::Rect(130, 90, 100, 60), 20, cv::FILLED);
  film(20, parked);
  EXPECT_THAT(endedStory(), IsEmpty());
}

}  // namespace
}  // namespace cameramonit::situation
