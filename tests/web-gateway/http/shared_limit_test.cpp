#include "web-gateway/http/shared_limit.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

TEST(SharedLimitTest, LimitsEachAndAll) {
  SharedLimit limit(3, 2);
  auto a1 = limit.acquire("a");
  auto a2 = limit.acquire("a");
  EXPECT_TRUE(a1 && a2);
  EXPECT_FALSE(limit.acquire("a"));
  auto b1 = limit.acquire("b");
  EXPECT_TRUE(b1);
  EXPECT_FALSE(limit.acquire("c")) << "in all";
  a1.reset();
  EXPECT_EQ(limit.open(), 2U);
  EXPECT_TRUE(limit.acquire("c"));
}

TEST(SharedLimitTest, AMovedSlotIsGivenBackOnce) {
  SharedLimit limit(1, 1);
  {
    auto slot = limit.acquire("a");
    const SharedLimit::Slot moved = std::move(*slot);
    slot.reset();
    EXPECT_EQ(limit.open(), 1U);
  }
  EXPECT_EQ(limit.open(), 0U);
}

TEST(ClientKeyTest, AnIpv6NetworkIsOneClient) {
  EXPECT_EQ(clientKey("10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(clientKey("::ffff:10.0.0.1"), "10.0.0.1");
  EXPECT_EQ(clientKey("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(clientKey("2001:db8:1:2:ffff::1"), clientKey("2001:db8:1:2::2"));
}

}  // namespace
}  // namespace cameramonit::http
