#include "analyzer/track/video_tracker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/status.h"

namespace cameramonit::track {
namespace {

const cv::Size kPicture(640, 480);
const cv::Scalar kStreet(110, 110, 110);
const cv::Scalar kJacket(30, 30, 210);

/// Sees every blob of the jacket's colour as a person. As slow, and as unevenly, as it is told.
class JacketDetector final : public detect::Detector {
 public:
  absl::StatusOr<std::vector<detect::Detections>> detect(std::span<const cv::Mat> pictures) override {
    const int call = calls++;
    if (failing) return base::internalError("The model is broken.");
    if (uneven) std::this_thread::sleep_for(std::chrono::milliseconds(call % 3 == 0 ? 8 : 0));
    std::vector<detect::Detections> all;
    for (const cv::Mat& picture : pictures) {
      pixels += static_cast<std::int64_t>(picture.total());
      cv::Mat mask;
      cv::inRange(picture, kJacket - cv::Scalar::all(40), kJacket + cv::Scalar::all(40), mask);
      cv::Mat labels;
      cv::Mat stats;
      cv::Mat centroids;
      const int count = cv::connectedComponentsWithStats(mask, labels, stats, centroids);
      detect::Detections& found = all.emplace_back();
      for (int i = 1; i < count; ++i) {
        found.push_back(
            {cv::Rect2f(cv::Rect(stats.at<int>(i, cv::CC_STAT_LEFT), stats.at<int>(i, cv::CC_STAT_TOP),
                                 stats.at<int>(i, cv::CC_STAT_WIDTH), stats.at<int>(i, cv::CC_STAT_HEIGHT))),
             0.8F, "person"});
      }
    }
    return all;
  }
  float trustedScore() const override { return 0.5F; }
  cv::Size inputSize() const override { return {320, 320}; }
  std::string describe() const override { return "jacket"; }

  std::atomic<int> calls = 0;
  std::atomic<std::int64_t> pixels = 0;
  bool failing = false;
  bool uneven = false;
};

/// Ten quiet seconds, a walk through the picture from left to right, ten quiet seconds; five frames a second.
class WalkSource final : public source::FrameSource {
 public:
  absl::StatusOr<bool> next(source::VideoFrame& frame) override {
    constexpr int kQuiet = 50;
    constexpr int kWalk = 40;
    if (index_ == kQuiet + kWalk + kQuiet) return false;
    frame.index = index_;
    frame.at = absl::Milliseconds(200) * index_;
    frame.picture = cv::Mat(kPicture, CV_8UC3, kStreet);
    const int step = index_ - kQuiet;
    if (step >= 0 && step < kWalk) {
      cv::rectangle(frame.picture, cv::Rect(-30 + 17 * step, 250, 40, 100), kJacket, cv::FILLED);
    }
    ++index_;
    return true;
  }
  cv::Size pictureSize() const override { return kPicture; }

 private:
  int index_ = 0;
};

/// The ended tracks, with a fingerprint of all boxes.
struct Outcome {
  std::vector<Track> tracks;
  std::vector<std::int64_t> frames;
};

Outcome follow(JacketDetector& detector, int framesInFlight, VideoTrackerStats* stats = nullptr) {
  WalkSource source;
  VideoTrackerOptions options;
  options.framesInFlight = framesInFlight;
  VideoTracker tracker(detector, kPicture, options);
  Outcome outcome;
  const auto last = tracker.run(source, [&outcome](const AnalysedFrame& analysed) {
    outcome.frames.push_back(analysed.frame.index);
    outcome.tracks.insert(outcome.tracks.end(), analysed.step.ended.begin(), analysed.step.ended.end());
    return absl::OkStatus();
  });
  EXPECT_TRUE(last.ok()) << last.status();
  if (last.ok()) outcome.tracks.insert(outcome.tracks.end(), last->ended.begin(), last->ended.end());
  if (stats != nullptr) *stats = tracker.stats();
  return outcome;
}

TEST(VideoTracker, FollowsAWalkAndTellsEveryFrameInOrder) {
  JacketDetector detector;
  const Outcome outcome = follow(detector, 2);
  ASSERT_EQ(outcome.frames.size(), 140U);
  for (std::size_t i = 0; i < outcome.frames.size(); ++i) EXPECT_EQ(outcome.frames[i], static_cast<std::int64_t>(i));
  ASSERT_EQ(outcome.tracks.size(), 1U);
  EXPECT_NEAR(absl::ToDoubleSeconds(outcome.tracks.front().observations.front().at), 10, 1);
  EXPECT_NEAR(absl::ToDoubleSeconds(outcome.tracks.front().observations.back().at), 18, 1);
}

TEST(VideoTracker, TheDetectorSleepsWhileNothingMoves) {
  JacketDetector detector;
  VideoTrackerStats stats;
  follow(detector, 2, &stats);
  EXPECT_EQ(stats.frames, 140);
  EXPECT_EQ(stats.looks, detector.calls);
  EXPECT_EQ(stats.lookedPixels, detector.pixels);
  EXPECT_LT(stats.lookedPixels * 5, stats.framePixels);
}

TEST(VideoTracker, TheResultDoesNotDependOnTiming) {
  JacketDetector steady;
  JacketDetector uneven;
  uneven.uneven = true;
  const Outcome first = follow(steady, 3);
  const Outcome second = follow(uneven, 3);
  ASSERT_EQ(first.tracks.size(), second.tracks.size());
  for (std::size_t i = 0; i < first.tracks.size(); ++i) {
    ASSERT_EQ(first.tracks[i].observations.size(), second.tracks[i].observations.size());
    for (std::size_t j = 0; j < first.tracks[i].observations.size(); ++j) {
      EXPECT_EQ(first.tracks[i].observations[j].box, second.tracks[i].observations[j].box);
    }
  }
}

TEST(VideoTracker, AFailingDetectorEndsTheRunWithItsReason) {
  JacketDetector detector;
  detector.failing = true;
  WalkSource source;
  VideoTracker tracker(detector, kPicture);
  const auto last = tracker.run(source, [](const AnalysedFrame&) { return absl::OkStatus(); });
  EXPECT_EQ(last.status().code(), absl::StatusCode::kInternal);
}

TEST(VideoTracker, AStopAndASinkErrorEndTheRun) {
  JacketDetector detector;
  {
    WalkSource source;
    std::stop_source stop;
    stop.request_stop();
    VideoTracker tracker(detector, kPicture);
    const auto last = tracker.run(
        source, [](const AnalysedFrame&) { return absl::OkStatus(); }, stop.get_token());
    EXPECT_EQ(last.status().code(), absl::StatusCode::kCancelled);
  }
  WalkSource source;
  VideoTracker tracker(detector, kPicture);
  const auto last = tracker.run(source, [](const AnalysedFrame&) { return absl::ResourceExhaustedError("full"); });
  EXPECT_EQ(last.status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace cameramonit::track
