// What the product's reader of cameras makes of a real one.
#include <thread>

#include "tests/integration/camera/camera_fixture.h"

/// The encoder of the HEVC film forgets a few kilobytes of its own at the end.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:libx265\n";
}

namespace cameramonit::media {
namespace {

class LiveCameraTest : public testing::CameraFixture {};

TEST_F(LiveCameraTest, LogsInByDigestAndBasic) {
  for (const char* auth : {"digest", "basic"}) {
    const support::CameraProcess camera(withLogin("h264", auth));
    auto input = open(address(camera, "viewer", kPassword));
    ASSERT_TRUE(input.ok()) << auth << ": " << input.status();
    expectPictures(**input, 15, 160);
  }
}

TEST_F(LiveCameraTest, PlaysEveryCodec) {
  for (const char* name : {"hevc", "mjpeg"}) {
    const support::CameraProcess camera({film(name)});
    auto input = open(address(camera));
    ASSERT_TRUE(input.ok()) << name << ": " << input.status();
    expectPictures(**input, 8, 160);
  }
}

TEST_F(LiveCameraTest, PlaysOverUdp) {
  options_.udp = true;
  const support::CameraProcess camera({film("h264")});
  auto input = open(address(camera));
  ASSERT_TRUE(input.ok()) << input.status();
  expectPictures(**input, 10, 160);
}

TEST_F(LiveCameraTest, SaysWhatATechnicianMustDo) {
  const support::CameraProcess camera(withLogin("h264", "digest"));
  EXPECT_EQ(verdict(address(camera, "viewer", "p@ss-wrong")), "CAMERA_LOGIN_REFUSED");
  EXPECT_EQ(verdict(address(camera)), "CREDENTIALS_MISSING");
  EXPECT_EQ(verdict({"rtsp://127.0.0.1:1/main"}), "CAMERA_UNREACHABLE");
  EXPECT_EQ(verdict({"file:///etc/passwd"}), "STREAM_ADDRESS_REFUSED");
  EXPECT_EQ(verdict({"rtsp://viewer:p@ss@127.0.0.1/main"}), "STREAM_ADDRESS_REFUSED");
  const support::CameraProcess openCamera({film("h264")});
  EXPECT_EQ(verdict({openCamera.address() + "-not-here"}), "CAMERA_PATH_UNKNOWN");
}

TEST_F(LiveCameraTest, AStallEndsInTimeAndAStopAtOnce) {
  const support::CameraProcess camera({film("h264")});
  auto input = open(address(camera));
  ASSERT_TRUE(input.ok()) << input.status();
  expectPictures(**input, 5, 160);
  camera.tell("stall");
  const auto endOf = [&] {
    Packet packet;
    absl::Status status;
    while (status.ok()) status = (*input)->read(packet);
    return status;
  };
  absl::Duration begun = clock_.now();
  EXPECT_EQ(base::reasonName(base::errorReason(endOf())), "CAMERA_STALLED");
  EXPECT_LT(clock_.now() - begun, absl::Seconds(8));

  begun = clock_.now();
  std::jthread stopper([this] {
    clock_.wait(absl::Milliseconds(300), {});
    stop_.request_stop();
  });
  EXPECT_TRUE(absl::IsCancelled(endOf()));
  EXPECT_LT(clock_.now() - begun, absl::Seconds(1));
}

TEST_F(LiveCameraTest, AChangeOfSizeIsSeenWithItsKeyframe) {
  const support::CameraProcess camera({film("h264"), film("large")});
  auto input = open(address(camera));
  ASSERT_TRUE(input.ok()) << input.status();
  expectPictures(**input, 5, 160);
  const auto before = (*input)->streams();
  EXPECT_EQ(before->videoInfo().width, 160);
  camera.tell("film 1");
  Packet packet;
  for (int i = 0; i < 100 && (*input)->streams()->videoInfo().width == 160; ++i) {
    ASSERT_TRUE((*input)->read(packet).ok());
  }
  EXPECT_EQ((*input)->streams()->videoInfo().width, 320);
  EXPECT_TRUE(packet.keyframe());
  EXPECT_EQ(before->videoInfo().width, 160) << "what a reader holds does not change";
}

}  // namespace
}  // namespace cameramonit::media
