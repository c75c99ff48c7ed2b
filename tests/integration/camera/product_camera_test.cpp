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

}  // namespace
}  // namespace cameramonit
