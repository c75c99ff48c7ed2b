#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "common/base/status.h"
#include "common/media/decoder.h"
#include "common/media/live_input.h"
#include "tests/support/camera/camera_process.h"
#include "tests/support/media/test_video.h"

namespace cameramonit::testing {

/// Test cameras and the films that they show, which are made once for all tests.
class CameraFixture : public ::testing::Test {
 protected:
  static constexpr char kPassword[] = "p@ss:w/rd%?";

  static void SetUpTestSuite() {
    folder_ = new support::TemporaryFolder;
    make("h264", {.length = absl::Seconds(4)});
    make("large", {.width = 320, .height = 240, .length = absl::Seconds(4)});
    make("hevc", {.encoder = "libx265", .length = absl::Seconds(4)});
    make("mjpeg", {.container = "avi", .encoder = "mjpeg", .length = absl::Seconds(2)});
  }
  static void TearDownTestSuite() { delete folder_; }

  static void make(const std::string& name, support::TestVideo video) {
    video.framesPerGroup = 5;
    support::makeTestVideo(video, film(name));
  }
  static std::string film(const std::string& name) { return (*folder_ / name).string(); }

  static std::vector<std::string> withLogin(const std::string& name, const std::string& login) {
    return {film(name), "--user", "viewer", "--password", kPassword, "--login", login};
  }

  static media::CameraAddress address(const support::CameraProcess& camera, const std::string& user = "",
                                      const std::string& password = "") {
    return {camera.address(), user, base::Secret<std::string>(password)};
  }

  absl::StatusOr<std::unique_ptr<media::PacketInput>> open(const media::CameraAddress& address) {
    return media::openCamera(address, options_, clock_, stop_.get_token());
  }

  std::string verdict(const media::CameraAddress& address) {
    const absl::Status status = open(address).status();
    EXPECT_THAT(std::string(status.message()), ::testing::Not(::testing::HasSubstr("p@ss")));
    EXPECT_THAT(std::string(status.message()), ::testing::Not(::testing::HasSubstr("127.0.0.1")));
    return base::reasonName(base::errorReason(status));
  }

  /// Decodes `count` frames of it.
  static void expectPictures(media::PacketInput& input, int count, int width) {
    media::Packet packet;
    media::Frame frame;
    std::optional<media::Decoder> decoder;
    for (int frames = 0, packets = 0; frames < count; ++packets) {
      ASSERT_LT(packets, count + 40);
      ASSERT_EQ(input.read(packet), absl::OkStatus());
      if (!decoder) {
        auto opened = media::Decoder::open(input.streams()->videoInfo());
        ASSERT_TRUE(opened.ok());
        decoder.emplace(std::move(*opened));
      }
      ASSERT_TRUE(decoder->send(packet).ok());
      for (; decoder->receive(frame).value(); ++frames) EXPECT_EQ(frame.width(), width);
    }
  }

  static inline support::TemporaryFolder* folder_ = nullptr;
  media::LiveOptions options_{.openLimit = absl::Seconds(8), .stallLimit = absl::Seconds(2)};
  base::MonotonicClock clock_;
  std::stop_source stop_;
};

}  // namespace cameramonit::testing
