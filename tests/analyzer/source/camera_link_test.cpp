#include "analyzer/source/camera_link.h"

#include <dirent.h>

#include <condition_variable>
#include <deque>
#include <fstream>
#include <map>
#include <mutex>

#include <gmock/gmock.h>

#include "analyzer/source/channel_clock.h"
#include "common/base/status.h"
#include "common/media/decoder.h"
#include "common/media/live_input.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_steady_clock.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::source {
namespace {

using base::ErrorReason;

/// Remembers what it was told, and lets a test wait for it.
class Witness final : public LinkListener {
 public:
  void onLink(const LinkStatus& status) override {
    const std::lock_guard lock(mutex_);
    told_.push_back(status);
    changed_.notify_all();
  }
  /// Waits until `count` changes to `state` were told; the last of them.
  LinkStatus await(LinkState state, int count) {
    std::unique_lock lock(mutex_);
    LinkStatus last;
    const bool came = changed_.wait_for(lock, std::chrono::seconds(60), [&] {
      int seen = 0;
      for (const LinkStatus& status : told_) {
        if (status.state != state) continue;
        last = status;
        if (++seen == count) return true;
      }
      return false;
    });
    EXPECT_TRUE(came) << "told only " << told_.size() << " changes";
    return last;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<LinkStatus> told_;
};

/// A few packets of a real film, then a failure.
class BriefCamera final : public media::PacketInput {
 public:
  BriefCamera(std::unique_ptr<media::PacketInput> film, int packets, absl::Status end)
      : film_(std::move(film)), left_(packets), end_(std::move(end)) {}
  std::shared_ptr<const media::Streams> streams() const override { return film_->streams(); }
  absl::Status read(media::Packet& packet) override { return left_-- > 0 ? film_->read(packet) : end_; }

 private:
  std::unique_ptr<media::PacketInput> film_;
  int left_;
  absl::Status end_;
};

int openFiles() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

class CameraLinkTest : public ::testing::Test {
 protected:
  CameraLinkTest() { support::makeTestVideo({.soundEncoder = "aac", .length = absl::Seconds(2)}, film_); }

  CameraLink::Opener failing(ErrorReason reason) {
    return [this, reason](const std::stop_token& stop) -> absl::StatusOr<std::unique_ptr<media::PacketInput>> {
      if (++attempts_ > 12) {
        steadyReal_.wait(absl::Minutes(1), stop);
        return base::cancelled("Stopped.");
      }
      return base::unavailable(reason, "No.");
    };
  }

  support::TemporaryFolder folder_;
  const std::filesystem::path film_ = folder_ / "film.mp4";
  testing::FakeClock wall_;
  testing::FakeSteadyClock steady_;
  base::MonotonicClock steadyReal_;
  PacketRing ring_{{.preRoll = absl::Seconds(30)}};
  Witness witness_;
  std::atomic<int> attempts_ = 0;
};

TEST_F(CameraLinkTest, APlayedFilmGoesOnAndOnInChannelTimeAndDecodes) {
  auto reader = ring_.fromLastKeyframe();
  CameraLink link([this](const std::stop_token& stop) { return media::openLoopedFile(film_, steady_, stop); }, ring_,
                  witness_, {}, {wall_, steady_}, 1);
  std::unique_ptr<media::Decoder> decoder;
  std::map<int, absl::Duration> last;
  media::Frame frame;
  int frames = 0, pictures = 0;
  while (pictures < 100) {  // five rounds
    const auto read = reader.read(absl::Seconds(20));
    ASSERT_NE(read.packet, nullptr);
    const ChannelPacket& packet = *read.packet;
    const int stream = packet.packet.streamIndex();
    if (read.lost > 0) last.clear();  // no time passes for the link, so a slow reader falls behind the ring
    if (last.count(stream) > 0) {
      ASSERT_GT(packet.at, last[stream]);
      ASSERT_LT(packet.at - last[stream], absl::Milliseconds(300));
    }
    last[stream] = packet.at;
    if (!packet.video) continue;
    ++pictures;
    if (!decoder) {
      EXPECT_TRUE(packet.keyframe);
      auto opened = media::Decoder::open(packet.stream());
      ASSERT_TRUE(opened.ok());
      decoder = std::make_unique<media::Decoder>(std::move(*opened));
    }
    ASSERT_TRUE(decoder->send(packet.packet).ok());
    while (decoder->receive(frame).value()) {
      ++frames;
      EXPECT_LT(absl::AbsDuration(*frame.at() - packet.at), absl::Milliseconds(1));
    }
  }
  EXPECT_EQ(frames, 100);
  EXPECT_EQ(last.size(), 2) << "sound and picture";
  EXPECT_EQ(witness_.await(LinkState::kOnline, 1).streams->videoInfo().width, 160);
}

TEST_F(CameraLinkTest, FailuresAreWaitedForLongerAndLongerWithJitter) {
  {
    CameraLink link(failing(ErrorReason::ERROR_REASON_CAMERA_UNREACHABLE), ring_, witness_, {}, {wall_, steady_}, 7);
    witness_.await(LinkState::kConnecting, 13);  // the twelfth pause is over
    const LinkStatus status = witness_.await(LinkState::kOffline, 12);
    EXPECT_EQ(base::errorReason(status.reason), ErrorReason::ERROR_REASON_CAMERA_UNREACHABLE);
    EXPECT_EQ(status.failures, 12);
  }
  const auto waits = steady_.waits();
  ASSERT_EQ(waits.size(), 12);
  for (std::size_t i = 0; i < waits.size(); ++i) {
    const absl::Duration steady = std::min(absl::Minutes(1), absl::Seconds(1) * (1 << i));
    EXPECT_GE(waits[i], steady * 0.74);
    EXPECT_LE(waits[i], steady * 1.26);
  }
  EXPECT_NE(waits[10], waits[11]) << "no jitter";
}

TEST_F(CameraLinkTest, AWrongPasswordIsNotTriedOften) {
  CameraLink link(failing(ErrorReason::ERROR_REASON_CAMERA_LOGIN_REFUSED), ring_, witness_, {}, {wall_, steady_}, 7);
  witness_.await(LinkState::kOffline, 12);
  for (const absl::Duration wait : steady_.waits()) EXPECT_GT(wait, absl::Seconds(20));
}

TEST_F(CameraLinkTest, AThousandReconnectsLeakNothing) {
  std::atomic<int> opened = 0;
  const auto opener = [&](const std::stop_token& stop) -> absl::StatusOr<std::unique_ptr<media::PacketInput>> {
    ++opened;
    auto film = media::openLoopedFile(film_, steady_, stop);
    if (!film.ok()) return film.status();
    return std::make_unique<BriefCamera>(std::move(*film), 3,
                                         base::unavailable(ErrorReason::ERROR_REASON_CAMERA_DISCONNECTED, "Gone."));
  };
  const int before = openFiles();
  {
    CameraLink link(opener, ring_, witness_, {}, {wall_, steady_}, 1);
    const LinkStatus status = witness_.await(LinkState::kOnline, 1000);
    EXPECT_EQ(status.connections, 1000);
    EXPECT_GT(status.at, absl::Hours(1)) << "channel time goes on while the camera is away";
  }
  EXPECT_EQ(openFiles(), before);
  EXPECT_LE(ring_.stats().packets, 200) << "the ring holds its pre-roll of channel time only";
}

TEST_F(CameraLinkTest, StoppingInterruptsAtOnce) {
  std::optional<CameraLink> link;
  link.emplace(failing(ErrorReason::ERROR_REASON_CAMERA_UNREACHABLE), ring_, witness_, LinkOptions{},
               CameraLink::Clocks{wall_, steadyReal_}, 1);
  witness_.await(LinkState::kOffline, 1);
  const absl::Duration begun = steadyReal_.now();
  link.reset();
  EXPECT_LT(steadyReal_.now() - begun, absl::Milliseconds(500));
}

class ChannelClockTest : public ::testing::Test {
 protected:
  absl::Duration next(absl::Duration claimed, absl::Duration arrival) { return clock_.next(0, claimed, arrival); }
  ChannelClock clock_{absl::ZeroDuration()};
};

TEST_F(ChannelClockTest, SmoothsArrivalByTheCamerasTimes) {
  for (int i = 0; i < 250; ++i) {
    const absl::Duration late = absl::Milliseconds(i % 5 * 30);
    const absl::Duration at = next(absl::Hours(7) + absl::Milliseconds(40) * i, absl::Milliseconds(40) * i + late);
    EXPECT_LT(absl::AbsDuration(at - absl::Milliseconds(40) * i), absl::Milliseconds(80));
  }
  EXPECT_EQ(clock_.jumps(), 0);
}

TEST_F(ChannelClockTest, WrapAroundAndAClockSetAnewGoOnByArrival) {
  next(absl::Hours(13), absl::Seconds(10));
  EXPECT_EQ(next(absl::ZeroDuration(), absl::Seconds(11)), absl::Seconds(11));
  EXPECT_EQ(next(absl::Hours(2), absl::Seconds(12)), absl::Seconds(12));
  EXPECT_EQ(next(absl::Hours(2) + absl::Seconds(1), absl::Seconds(13)), absl::Seconds(13));
  EXPECT_EQ(clock_.jumps(), 2);
}

TEST_F(ChannelClockTest, ARealGapStaysOne) {
  next(absl::Seconds(100), absl::Seconds(1));
  EXPECT_EQ(next(absl::Seconds(140), absl::Seconds(41)), absl::Seconds(41));
  EXPECT_EQ(clock_.jumps(), 0);
}

TEST_F(ChannelClockTest, NeverRunsBackwardsAndLivesWithoutTimes) {
  absl::Duration last = next(absl::Seconds(5), absl::Seconds(1));
  for (const double claimed : {4.9, 5.0, 5.0, 3.0, 5.1}) {
    const absl::Duration at = next(absl::Seconds(claimed), absl::Seconds(1.01));
    EXPECT_GT(at, last);
    last = at;
  }
  EXPECT_EQ(clock_.next(0, std::nullopt, absl::Seconds(9)), absl::Seconds(9));
}

TEST_F(ChannelClockTest, FollowsACameraWhoseClockRunsWrong) {
  absl::Duration at;
  for (int i = 0; i < 86400; ++i) at = next(absl::Seconds(1.0005) * i, absl::Seconds(1) * i);  // 43 s a day
  EXPECT_LT(absl::AbsDuration(at - absl::Seconds(86399)), absl::Milliseconds(50));
  EXPECT_EQ(clock_.jumps(), 0);
}

TEST_F(ChannelClockTest, SoundAndPictureStayTogetherOverAReconnect) {
  clock_.next(0, absl::Seconds(50), absl::Seconds(1));
  clock_.reconnected();
  const absl::Duration picture = clock_.next(0, absl::Seconds(70), absl::Seconds(4));
  const absl::Duration sound = clock_.next(1, absl::Seconds(70), absl::Seconds(4.3));
  EXPECT_EQ(picture, sound);
}

}  // namespace
}  // namespace cameramonit::source
