// A camera in the product: what a person sees of it, and what is on disk.
#include "common/media/elementary_stream.h"
#include "tests/integration/camera/product_camera_fixture.h"

namespace cameramonit {
namespace {

namespace fs = std::filesystem;
using support::CameraProcess;

class ProductCameraTest : public testing::ProductCameraFixture {};

TEST_F(ProductCameraTest, WhatMovesIsToldShownAndRecordedToTheByte) {
  const CameraProcess camera({film().string()});
  const std::string channel = add("Gate", camera, {"recording_mode=continuous"});
  ASSERT_TRUE(awaitLink(channel, LiveStatus::LINK_ONLINE));
  EXPECT_EQ(statusOf(channel).codec(), "h264");
  EXPECT_EQ(statusOf(channel).width(), 320);

  ASSERT_TRUE(await([&] {
    const std::vector<Event> events = eventsOf(channel);
    return std::any_of(events.begin(), events.end(),
                       [](const Event& event) { return !event.clip().empty() && !event.still().empty(); });
  })) << "no event with its clip";

  const auto recordings = recordingsOf(channel);
  ASSERT_FALSE(recordings.empty());
  const fs::path file = fileOf(recordings.back().name());
  ASSERT_TRUE(await([&] { return fs::file_size(file) > 100'000; }));
  camctl({"channel", "set", channel, "recording_mode=event"});
  ASSERT_TRUE(await([&] { return !recordingsOf(channel).back().running(); }));
  const auto sent = media::readElementaryStream(film());
  const auto recorded = media::readElementaryStream(file);
  ASSERT_TRUE(sent.ok());
  ASSERT_TRUE(recorded.ok()) << recorded.status();
  EXPECT_GE(recorded->units.size(), 20U);
  EXPECT_TRUE(media::placeInLoop(*recorded, *sent).has_value()) << recorded->units.size() << " pictures differ";
  EXPECT_EQ(statusOf(channel).lost_packets(), 0);
}

TEST_F(ProductCameraTest, TheSubStreamIsWatchedAndTheMainOneWhereThatFails) {
  const fs::path still = film().parent_path() / "still.mp4";
  support::makeTestVideo({.width = 640, .height = 480, .framesPerGroup = 10, .length = absl::Seconds(4), .still = true},
                         still);
  // Only the sub-stream shows something that moves.
  const CameraProcess camera({still.string(), "--sub", film().string()});
  const std::string yard =
      camctl({"camera", "add", "Yard", "--url", camera.address(), "--sub-url", camera.subAddress()}).value("name", "");
  EXPECT_TRUE(awaitMovement(yard));
  EXPECT_EQ(statusOf(yard).width(), 640) << "the main stream is what is shown and recorded";

  const CameraProcess half({film().string()});
  const std::string dock =
      camctl({"camera", "add", "Dock", "--url", half.address(), "--sub-url", half.address() + "/none"})
          .value("name", "");
  EXPECT_TRUE(awaitMovement(dock));
}

}  // namespace
}  // namespace cameramonit
