// A link keeps to its camera whatever that does.
#include <filesystem>
#include <iterator>

#include <absl/time/clock.h>

#include "analyzer/source/camera_link.h"
#include "tests/integration/camera/camera_fixture.h"

namespace cameramonit::source {
namespace {

class NoListener final : public LinkListener {
  void onLink(const LinkStatus&) override {}
};

/// A link to a real camera.
class LiveLinkTest : public testing::CameraFixture {
 protected:
  LiveLinkTest() {
    LinkOptions options;
    options.backOff = {.first = absl::Milliseconds(20), .most = absl::Milliseconds(40)};
    link_ = std::make_unique<CameraLink>(
        [this](const std::stop_token& stop) { return media::openCamera(address(camera_), options_, clock_, stop); },
        ring_, listener_, options, CameraLink::Clocks{wall_, clock_}, 1);
  }

  /// Reads until `count` video packets of connection number `connections` or later came.
  void await(std::int64_t connections, int count) {
    const absl::Duration begun = clock_.now();
    for (int seen = 0; seen < count;) {
      ASSERT_LT(clock_.now() - begun, absl::Seconds(40))
          << link_->status().connections << " connections, state " << static_cast<int>(link_->status().state) << ", "
          << link_->status().reason << ", seen " << seen;
      const auto read = reader_.read(absl::Seconds(1));
      if (read.packet == nullptr) continue;
      EXPECT_GT(read.packet->at, last_);
      last_ = read.packet->at;
      lastPacket_ = read.packet;
      if (link_->status().connections >= connections) ++seen;
    }
  }

  const support::CameraProcess camera_{{film("h264")}};
  base::SystemClock wall_;
  NoListener listener_;
  PacketRing ring_{{}};
  RingReader reader_ = ring_.fromLastKeyframe();
  absl::Duration last_ = -absl::Seconds(1);
  SharedPacket lastPacket_;
  std::unique_ptr<CameraLink> link_;
};

TEST_F(LiveLinkTest, ComesBackAfterADropAStallAndGarbage) {
  await(1, 5);
  camera_.tell("drop");
  await(2, 5);
  camera_.tell("stall");
  absl::SleepFor(options_.stallLimit + absl::Seconds(1));
  camera_.tell("resume");
  await(3, 5);
  camera_.tell("corrupt 20");
  await(3, 40);
}

TEST_F(LiveLinkTest, KeepsItsTimeWhenTheCamerasJumps) {
  await(1, 10);
  camera_.tell("time 3600");
  await(1, 20);
  EXPECT_LT(last_, link_->channelTime() + absl::Seconds(5));
  for (int i = 0; i < 10 && !lastPacket_->cameraTime; ++i) await(1, 10);
  EXPECT_TRUE(lastPacket_->cameraTime.has_value()) << "RTCP tells the camera's clock";
}

TEST_F(LiveLinkTest, ReconnectsLeaveNoFilesOpen) {
  const auto reconnect = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const std::int64_t next = link_->status().connections + 1;
      camera_.tell("drop");
      await(next, 1);
    }
  };
  const auto openFiles = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  await(1, 1);
  reconnect(4);
  const auto files = openFiles();
  reconnect(20);
  EXPECT_LE(openFiles(), files + 1);
}

}  // namespace
}  // namespace cameramonit::source
