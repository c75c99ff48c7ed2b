#include "analyzer/live/live_eye.h"

#include <filesystem>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "analyzer/motion/motion_detector.h"
#include "common/media/demuxer.h"

namespace cameramonit::live {
namespace {

constexpr char kPeople[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";
constexpr char kCars[] = CAMERAMONIT_SOURCE_DIR "/../shared/data/video/car-detection.mp4";

/// Plays a film as if it came from a camera, and notes when pictures were analysed.
class LiveEyeTest : public ::testing::Test {
 protected:
  void open(const EyeSettings& settings) {
    eye_ = std::make_unique<LiveEye>(settings, [this](source::VideoFrame frame) -> absl::StatusOr<bool> {
      EXPECT_LT(last_, frame.at);
      last_ = frame.at;
      analysed_.push_back(frame.at);
      const auto motion = motion_.update(frame.picture, frame.at);
      return !motion.regions.empty();
    });
  }

  void play(const std::filesystem::path& file, absl::Duration most = absl::InfiniteDuration(), int lostAt = -1) {
    auto demuxer = media::Demuxer::open(file);
    ASSERT_TRUE(demuxer.ok()) << demuxer.status();
    const auto streams = std::make_shared<const media::Streams>(demuxer->streams());
    for (int number = 0;; ++number) {
      source::ChannelPacket packet;
      const auto more = demuxer->read(packet.packet);
      ASSERT_TRUE(more.ok());
      if (!*more || at_ > most) return;
      if (packet.packet.streamIndex() != streams->video) continue;
      packet.streams = streams;
      packet.keyframe = packet.packet.keyframe();
      packet.at = at_;
      at_ += absl::Seconds(1) / streams->videoInfo().framesPerSecond;
      ASSERT_TRUE(eye_->see(std::make_shared<source::ChannelPacket>(std::move(packet)), number == lostAt ? 7 : 0).ok());
      seen_ += eye_->sight() == ledger::Sight::kSeen ? 1 : 0;
      blind_ += eye_->sight() == ledger::Sight::kBlind ? 1 : 0;
    }
  }

  /// How many pictures were analysed in a part of the film.
  int analysedWithin(double from, double to) const {
    int count = 0;
    for (const absl::Duration at : analysed_) {
      count += at >= absl::Seconds(from) && at < absl::Seconds(to) ? 1 : 0;
    }
    return count;
  }

  std::unique_ptr<LiveEye> eye_;
  motion::MotionDetector motion_;
  absl::Duration at_, last_ = -absl::InfiniteDuration();
  std::vector<absl::Duration> analysed_;
  int seen_ = 0, blind_ = 0;
};

TEST_F(LiveEyeTest, EveryCarIsSeenWherePicturesAreCheap) {
  if (!std::filesystem::exists(kCars)) GTEST_SKIP() << "needs " << kCars;
  open({});
  play(kCars);
  for (const auto& [from, to] : {std::pair(4.5, 8.3), std::pair(14.5, 18.7), std::pair(25.2, 27.7)}) {
    EXPECT_GE(analysedWithin(from, to), (to - from) * 3) << from;
  }
  EXPECT_EQ(blind_, 0);
}

TEST_F(LiveEyeTest, CarsBetweenTwoKeyframesAreFoundByTheirPackets) {
  if (!std::filesystem::exists(kCars)) GTEST_SKIP() << "needs " << kCars;
  EyeSettings settings;
  settings.idleCores = 0;
  open(settings);
  play(kCars);
  for (const auto& [from, to] : {std::pair(4.5, 8.3), std::pair(14.5, 18.7), std::pair(25.2, 27.7)}) {
    EXPECT_GE(analysedWithin(from, to), 5) << from;
  }
}

TEST_F(LiveEyeTest, ABusySquareIsNeverGated) {
  if (!std::filesystem::exists(kPeople)) GTEST_SKIP() << "needs " << kPeople;
  open({});
  play(kPeople, absl::Seconds(20));
  EXPECT_GE(analysedWithin(1, 20), 19 * 4);
  EXPECT_EQ(eye_->stats().lost, 0);
}

TEST_F(LiveEyeTest, LostPacketsAreBlindUntilTheNextKeyframe) {
  if (!std::filesystem::exists(kPeople)) GTEST_SKIP() << "needs " << kPeople;
  open({});
  play(kPeople, absl::Seconds(20), 50);
  EXPECT_EQ(eye_->stats().lost, 7);
  EXPECT_GE(blind_, 1);
}

TEST_F(LiveEyeTest, WhatComesInIsLookedAtMoreOften) {
  if (!std::filesystem::exists(kPeople)) GTEST_SKIP() << "needs " << kPeople;
  EyeSettings settings;
  settings.gated = false;
  eye_ = std::make_unique<LiveEye>(settings, [this](const source::VideoFrame& frame) {
    analysed_.push_back(frame.at);
    return frame.at >= absl::Seconds(5);
  });
  play(kPeople, absl::Seconds(8));
  EXPECT_LE(analysedWithin(3, 5), 10);
  EXPECT_GE(analysedWithin(5, 5.6), 5);
  EXPECT_LE(analysedWithin(6, 8), 10);
}

TEST_F(LiveEyeTest, UngatedItAnalysesAtItsRateAllTheTime) {
  if (!std::filesystem::exists(kCars)) GTEST_SKIP() << "needs " << kCars;
  EyeSettings settings;
  settings.gated = false;
  settings.mostFramesPerSecond = settings.framesPerSecond;
  open(settings);
  play(kCars);
  EXPECT_GE(analysedWithin(0, 30), 115);
  EXPECT_LE(analysedWithin(0, 30), 155);
}

}  // namespace
}  // namespace cameramonit::live
