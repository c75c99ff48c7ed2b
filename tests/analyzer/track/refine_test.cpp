#include "analyzer/track/refine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace cameramonit::track {
namespace {

constexpr absl::Duration kInterval = absl::Milliseconds(100);

FrameTime frameTime(std::int64_t frame) {
  return {frame, kInterval * frame};
}

std::vector<FrameTime> frames(std::int64_t count) {
  std::vector<FrameTime> times;
  for (std::int64_t i = 0; i < count; ++i) times.push_back(frameTime(i));
  return times;
}

Observation walker(std::int64_t frame, float noise = 0) {
  return {frame, kInterval * frame, {static_cast<float>(10 * frame) + noise, 50, 40 + noise, 100}, 0.8F, true};
}

TEST(Refine, FillsAGapOnTheWayBetween) {
  Track track;
  for (const std::int64_t frame : {0, 1, 2, 8, 9, 10}) track.observations.push_back(walker(frame));
  const Track refined = refine(track, frames(20));
  ASSERT_EQ(refined.observations.size(), 11U);
  const Observation& between = refined.observations[5];
  EXPECT_FALSE(between.seen);
  EXPECT_EQ(between.frame, 5);
  EXPECT_NEAR(between.box.x, 50, 0.5);
}

TEST(Refine, LeavesALongGapOpen) {
  Track track;
  for (const std::int64_t frame : {0, 1, 2, 40, 41}) track.observations.push_back(walker(frame));
  EXPECT_EQ(refine(track, frames(50)).observations.size(), 5U);
}

TEST(Refine, ClosesALongGapOfWhatStayed) {
  Track track;
  for (const std::int64_t frame : {0, 1, 2, 100, 101}) {
    track.observations.push_back({frame, kInterval * frame, {300, 200, 80, 60}, 0.7F, true});
  }
  EXPECT_EQ(refine(track, frames(102)).observations.size(), 102U);
}

TEST(Refine, SmoothsNoiseWithoutLaggingAtTheEnds) {
  Track track;
  for (std::int64_t frame = 0; frame < 30; ++frame)
    track.observations.push_back(walker(frame, frame % 2 == 0 ? 4 : -4));
  const Track refined = refine(track, frames(30));
  for (const Observation& observation : refined.observations) {
    const cv::Rect2f truth = walker(observation.frame).box;
    EXPECT_LT(std::abs(observation.box.width - truth.width), 1.5) << observation.frame;
    EXPECT_LT(std::abs(observation.box.x - truth.x), 3) << observation.frame;
  }
}

TEST(Refine, EveryFrameInterpolatesTheTimesOfSkippedOnes) {
  const auto all = everyFrame({frameTime(0), frameTime(5), frameTime(7)});
  ASSERT_EQ(all.size(), 8U);
  for (std::int64_t i = 0; i < 8; ++i) {
    EXPECT_EQ(all[i].frame, i);
    EXPECT_EQ(all[i].at, kInterval * i);
  }
}

}  // namespace
}  // namespace cameramonit::track
