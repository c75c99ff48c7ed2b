#include "server/application/limits.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::application {
namespace {

v1::Channel usual() {
  v1::Channel channel;
  channel.set_display_name("Gate");
  setDefaults(channel);
  return channel;
}

void measure(v1::Channel& channel, float x, float y, float xMetres, float yMetres) {
  auto& place = *channel.mutable_ground()->add_places();
  place.mutable_picture()->set_x(x);
  place.mutable_picture()->set_y(y);
  place.set_x_metres(xMetres);
  place.set_y_metres(yMetres);
}

TEST(Limits, DefaultsAreWithinThem) {
  EXPECT_TRUE(checkChannel(usual()).ok()) << checkChannel(usual());
}

TEST(Limits, SituationsHaveSaneTimes) {
  v1::Channel channel = usual();
  channel.mutable_stop_time()->set_seconds(0);
  EXPECT_FALSE(checkChannel(channel).ok());
  channel = usual();
  channel.mutable_left_behind_time()->set_seconds(4000);
  EXPECT_FALSE(checkChannel(channel).ok());
  channel = usual();
  channel.set_group_size(1);
  EXPECT_FALSE(checkChannel(channel).ok());
}

TEST(Limits, CountLevelsAscend) {
  v1::Channel channel = usual();
  for (const int level : {2, 4, 8}) channel.add_count_levels(level);
  EXPECT_TRUE(checkChannel(channel).ok());
  channel.add_count_levels(8);
  EXPECT_FALSE(checkChannel(channel).ok());
}

TEST(Limits, TheGroundNeedsFourPlacesThatSpanIt) {
  v1::Channel channel = usual();
  measure(channel, 0.1F, 0.9F, 0, 0);
  measure(channel, 0.9F, 0.9F, 5, 0);
  measure(channel, 0.7F, 0.4F, 5, 12);
  EXPECT_FALSE(checkChannel(channel).ok()) << "three are too few";
  measure(channel, 0.3F, 0.4F, 0, 12);
  EXPECT_TRUE(checkChannel(channel).ok()) << checkChannel(channel);
  v1::Channel line = usual();
  for (int i = 0; i < 4; ++i) {
    const auto along = static_cast<float>(i);
    measure(line, 0.1F + 0.2F * along, 0.5F, along, 0);
  }
  EXPECT_FALSE(checkChannel(line).ok());
  channel.mutable_ground()->mutable_places(0)->mutable_picture()->set_x(1.5F);
  EXPECT_FALSE(checkChannel(channel).ok());
}

}  // namespace
}  // namespace cameramonit::application
