// What breaks in the field: the product says so, and works again by itself.
#include "common/media/decoder.h"
#include "common/media/demuxer.h"
#include "tests/integration/camera/product_camera_fixture.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;
using support::CameraProcess;

constexpr char kPassword[] = "p@ss:w/rd%?";

class CameraFaultTest : public testing::ProductCameraFixture {};

TEST_F(CameraFaultTest, AWrongPasswordIsSaidAndTheRightOneHelpsAtOnce) {
  const CameraProcess camera({film().string(), "--user", "viewer", "--password", kPassword});
  const std::string channel =
      camctl({"camera", "add", "Door", "--url", camera.address(), "--user", "viewer"}, "wrong\n").value("name", "");
  ASSERT_TRUE(awaitLink(channel, LiveStatus::LINK_OFFLINE));
  EXPECT_EQ(statusOf(channel).offline_reason(), "CAMERA_LOGIN_REFUSED");
  EXPECT_NE(statusOf(channel).offline_text().pl(), "");
  EXPECT_EQ(statusOf(channel).offline_text().en().find(kPassword), std::string::npos);
  camctl({"camera", "update", "Door", "--user", "viewer"}, absl::StrCat(kPassword, "\n"));
  EXPECT_TRUE(awaitLink(channel, LiveStatus::LINK_ONLINE));
}

TEST_F(CameraFaultTest, ACameraThatGoesAndComesBackIsNewsAndWorksAgain) {
  auto camera = std::make_unique<CameraProcess>(std::vector<std::string>{film().string()});
  const std::string channel = add("Yard", *camera);
  const std::vector<std::string> again{film().string(), "--port", camera->port()};
  ASSERT_TRUE(awaitLink(channel, LiveStatus::LINK_ONLINE));
  camera->tell("reset");
  ASSERT_TRUE(await([&] { return statusOf(channel).reconnects() >= 1; }));
  camera->tell("corrupt 30");
  camera.reset();
  ASSERT_TRUE(awaitEvent(channel, events::v1::EVENT_KIND_CAMERA_OFFLINE));
  ASSERT_TRUE(awaitLink(channel, LiveStatus::LINK_OFFLINE));
  EXPECT_EQ(statusOf(channel).offline_reason(), "CAMERA_UNREACHABLE");
  camera = std::make_unique<CameraProcess>(again);
  EXPECT_TRUE(awaitLink(channel, LiveStatus::LINK_ONLINE));
  EXPECT_TRUE(awaitEvent(channel, events::v1::EVENT_KIND_CAMERA_BACK));
}

/// Last, since the server of the others goes with it.
TEST_F(CameraFaultTest, ZAKilledServerLeavesAFilmAndAStalledCameraHoldsUpNoStop) {
  const CameraProcess camera({film().string()});
  const std::string channel = add("Dock", camera, {"recording_mode=continuous"});
  ASSERT_TRUE(await([&] {
    const auto recordings = recordingsOf(channel);
    return !recordings.empty() && fs::file_size(fileOf(recordings.back().name())) > 60'000;
  }));
  const std::string running = recordingsOf(channel).back().name();
  server_->killAndReap(SIGKILL);
  auto demuxer = media::Demuxer::open(fileOf(running));
  ASSERT_TRUE(demuxer.ok()) << demuxer.status();
  auto decoder = media::Decoder::open(demuxer->video());
  ASSERT_TRUE(decoder.ok());
  media::Packet packet;
  media::Frame frame;
  while (demuxer->read(packet).value()) {
    ASSERT_TRUE(decoder->send(packet).ok());
    while (decoder->receive(frame).value()) {
    }
  }
  EXPECT_GE(decoder->framesDecoded(), 15);
  EXPECT_EQ(decoder->damagedUnits(), 0);

  server_->start();
  ASSERT_TRUE(awaitLink(channel, LiveStatus::LINK_ONLINE));
  const auto recordings = recordingsOf(channel);
  EXPECT_TRUE(std::any_of(recordings.begin(), recordings.end(), [&](const media::v1::Media& media) {
    return media.name() == running && !media.running();
  })) << "what was cut short is completed";
  camera.tell("stall");
  absl::SleepFor(absl::Seconds(1));  // so that the reader blocks
  const absl::Time asked = absl::Now();
  server_->killAndReap(SIGTERM);
  EXPECT_LT(absl::Now() - asked, absl::Seconds(10));
  server_->start();
}

}  // namespace
}  // namespace cameramonit
