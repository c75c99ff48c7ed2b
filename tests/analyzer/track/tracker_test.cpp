#include "analyzer/track/tracker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace cameramonit::track {
namespace {

const cv::Size kPicture(640, 480);
const cv::Rect2f kWhole(0, 0, 640, 480);
constexpr absl::Duration kInterval = absl::Milliseconds(200);
const cv::Scalar kRed(30, 30, 200);
const cv::Scalar kBlue(200, 60, 20);

/// One thing in a frame of a made-up scene.
struct Thing {
  cv::Rect2f box;
  cv::Scalar colour;
  std::string objectClass = "person";
  float score = 0.7F;
};

class TrackerTest : public testing::Test {
 protected:
  /// Shows the next frame; `looked` as in TrackerInput.
  TrackerStep show(const std::vector<Thing>& things, const std::vector<motion::Region>& regions = {},
                   const cv::Rect2f& looked = kWhole) {
    TrackerInput input;
    input.frame = frame_;
    input.at = kInterval * frame_;
    ++frame_;
    input.picture = cv::Mat(kPicture, CV_8UC3, cv::Scalar(120, 120, 120));
    for (const Thing& thing : things) {
      cv::rectangle(input.picture, cv::Rect(thing.box), thing.colour, cv::FILLED);
      input.detections.push_back({thing.box, thing.score, thing.objectClass});
    }
    input.regions = regions;
    input.looked = looked;
    TrackerStep step = tracker_.update(input);
    keep(step);
    return step;
  }

  /// What was seen of all believed tracks after the film ended.
  const std::vector<Track>& end() {
    keep(tracker_.finish());
    return ended_;
  }

  static Thing walker(float x, float y, const cv::Scalar& colour) { return {{x, y, 40, 100}, colour}; }

  Tracker tracker_{kPicture};
  std::int64_t frame_ = 0;
  std::vector<Track> ended_;

 private:
  void keep(const TrackerStep& step) { ended_.insert(ended_.end(), step.ended.begin(), step.ended.end()); }
};

TEST_F(TrackerTest, AWalkerIsOneTrackFromTheFirstSighting) {
  for (int i = 0; i < 20; ++i) show({walker(20.0F + 12.0F * static_cast<float>(i), 200, kRed)});
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().observations.size(), 20U);
  EXPECT_EQ(ended_.front().objectClass, "person");
  EXPECT_EQ(ended_.front().evidence, Evidence::kDetector);
}

TEST_F(TrackerTest, IsBelievedOnlyAfterSeveralSightings) {
  EXPECT_FALSE(show({walker(20, 200, kRed)}).sightings.front().confirmed);
  EXPECT_TRUE(show({walker(30, 200, kRed)}).confirmed.empty());
  const TrackerStep third = show({walker(40, 200, kRed)});
  ASSERT_EQ(third.confirmed.size(), 1U);
  EXPECT_TRUE(third.sightings.front().confirmed);
}

TEST_F(TrackerTest, AFlashIsForgotten) {
  show({walker(20, 200, kRed)});
  TrackerStep last;
  for (int i = 0; i < 5; ++i) {
    last = show({});
    if (!last.discarded.empty()) break;
  }
  EXPECT_EQ(last.discarded.size(), 1U);
  EXPECT_TRUE(end().empty());
}

TEST_F(TrackerTest, CrossingWalkersKeepTheirIdentityByColour) {
  for (int i = 0; i < 30; ++i) {
    const auto step = static_cast<float>(i);
    const Thing right = walker(100 + 12 * step, 200, kRed);
    const Thing left = walker(460 - 12 * step, 205, kBlue);
    // In the middle the one in front hides the other.
    const bool hidden = std::abs(right.box.x - left.box.x) < 30;
    if (hidden) {
      show({left});
    } else {
      show({right, left});
    }
  }
  ASSERT_EQ(end().size(), 2U);
  for (const Track& track : ended_) {
    const float first = track.observations.front().box.x;
    const float last = track.observations.back().box.x;
    EXPECT_GT(std::abs(last - first), 300) << "track " << track.id << " turned back: it changed its owner";
  }
}

TEST_F(TrackerTest, AShortOcclusionIsBridged) {
  for (int i = 0; i < 30; ++i) {
    if (i >= 12 && i < 18) {
      show({});
    } else {
      show({walker(20.0F + 10.0F * static_cast<float>(i), 200, kRed)});
    }
  }
  EXPECT_EQ(end().size(), 1U);
}

TEST_F(TrackerTest, AWeakDetectionContinuesButNeverStarts) {
  for (int i = 0; i < 10; ++i) show({{{300, 200, 40, 100}, kRed, "person", 0.35F}});
  EXPECT_TRUE(end().empty());
  for (int i = 0; i < 20; ++i) {
    show({{{300, 200, 40, 100}, kRed, "person", i < 5 ? 0.7F : 0.35F}});
  }
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().observations.size(), 20U);
}

TEST_F(TrackerTest, TheClassIsVotedOverTheTrack) {
  for (int i = 0; i < 20; ++i) {
    const std::string seen = i % 4 == 0 ? "truck" : "car";
    show({{{20.0F + 15.0F * static_cast<float>(i), 200, 120, 70}, kBlue, seen}});
  }
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().objectClass, "car");
  EXPECT_NEAR(ended_.front().classConfidence, 0.75, 0.02);
}

TEST_F(TrackerTest, AParkedCarIsOneTrackThoughTheDetectorLosesIt) {
  const Thing car{{300, 300, 120, 70}, kBlue, "car"};
  for (int i = 0; i < 300; ++i) show(i % 100 < 40 ? std::vector<Thing>{car} : std::vector<Thing>{});
  EXPECT_EQ(end().size(), 1U);
}

TEST_F(TrackerTest, WhatNobodyLookedAtIsHeldInPlace) {
  const Thing person = walker(300, 200, kRed);
  for (int i = 0; i < 20; ++i) show({person});
  for (int i = 0; i < 30; ++i) {
    const TrackerStep step = show({}, {}, {});
    ASSERT_EQ(step.sightings.size(), 1U);
    EXPECT_FALSE(step.sightings.front().observation.seen);
  }
  show({person});
  EXPECT_EQ(end().size(), 1U);
}

TEST_F(TrackerTest, WhatIsGoneEndsWhereItWasLastSeen) {
  for (int i = 0; i < 10; ++i) show({walker(100.0F + 10.0F * static_cast<float>(i), 200, kRed)});
  for (int i = 0; i < 20; ++i) show({});
  ASSERT_EQ(ended_.size(), 1U) << "it should have ended before the film did";
  EXPECT_EQ(ended_.front().observations.back().frame, 9);
}

TEST_F(TrackerTest, SomethingUnknownThatTravelsIsAnObject) {
  for (int i = 0; i < 15; ++i) {
    show({}, {{{100, 20.0F + 25.0F * static_cast<float>(i), 80, 60}, 0.8F, 0.7F}});
  }
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().objectClass, "object");
  EXPECT_EQ(ended_.front().evidence, Evidence::kMotion);
}

TEST_F(TrackerTest, SomethingThatWavesInPlaceIsNotAnObject) {
  for (int i = 0; i < 30; ++i) {
    show({}, {{{100.0F + static_cast<float>(i % 2) * 10, 100, 60, 60}, 0.6F, 0.7F}});
  }
  EXPECT_TRUE(end().empty());
}

TEST_F(TrackerTest, MotionOfAKnownObjectIsNotASecondOne) {
  for (int i = 0; i < 15; ++i) {
    const Thing person = walker(50.0F + 20.0F * static_cast<float>(i), 200, kRed);
    const cv::Rect2f withShadow(person.box.x - 10, person.box.y, 80, 115);
    show({person}, {{withShadow, 0.6F, 0.8F}});
  }
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().objectClass, "person");
}

TEST_F(TrackerTest, SomethingMovingIsNamedWhenTheDetectorKnowsIt) {
  for (int i = 0; i < 20; ++i) {
    const cv::Rect2f box(30.0F + 20.0F * static_cast<float>(i), 200, 100, 70);
    const motion::Region region{box, 0.8F, 0.8F};
    if (i < 8) {
      show({}, {region});
    } else {
      show({{box, kBlue, "car"}}, {region});
    }
  }
  ASSERT_EQ(end().size(), 1U);
  EXPECT_EQ(ended_.front().objectClass, "car");
  EXPECT_EQ(ended_.front().observations.front().frame, 0);
}

TEST_F(TrackerTest, ThingsThatDoNotMoveByThemselvesAreNotFollowed) {
  for (int i = 0; i < 10; ++i) show({{{300, 300, 80, 80}, kBlue, "chair"}});
  EXPECT_TRUE(end().empty());
}

}  // namespace
}  // namespace cameramonit::track
