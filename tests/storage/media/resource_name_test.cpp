#include "storage/media/resource_name.h"

#include <gtest/gtest.h>

namespace cameramonit::media {
namespace {

constexpr char kMedia[] = "projects/home/channels/gate/media/0190b3a0-0000-7000-8000-000000000001";

TEST(ResourceNameTest, ChildIsTakenApart) {
  const auto name = parseChild(kMedia, "media");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->project, "projects/home");
  EXPECT_EQ(name->channel, "projects/home/channels/gate");
  EXPECT_EQ(name->id, "0190b3a0-0000-7000-8000-000000000001");
}

TEST(ResourceNameTest, WhatIsNoNameIsRefused) {
  for (const char* wrong :
       {"", "media", "projects/home/channels/gate/media/x", "projects/home/channels/gate/media/../x",
        "projects/Home/channels/gate/media/0190b3a0-0000-7000-8000-000000000001",
        "projects//channels/gate/media/0190b3a0-0000-7000-8000-000000000001",
        "projects/home/channels/gate/uploads/0190b3a0-0000-7000-8000-000000000001",
        "projects/home/channels/gate/media/0190b3a0-0000-7000-8000-000000000001/x"}) {
    EXPECT_FALSE(parseChild(wrong, "media")) << wrong;
  }
}

TEST(ResourceNameTest, BelowMeansByWholeParts) {
  EXPECT_TRUE(isWithin(kMedia, ""));
  EXPECT_TRUE(isWithin(kMedia, "projects/home"));
  EXPECT_TRUE(isWithin(kMedia, "projects/home/channels/gate"));
  EXPECT_FALSE(isWithin(kMedia, "projects/home/channels/gat"));
  EXPECT_FALSE(isWithin("projects/home2", "projects/home"));
}

}  // namespace
}  // namespace cameramonit::media
