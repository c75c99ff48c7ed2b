#include "server/application/table/lease_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

namespace cameramonit::application {
namespace {

using Held = std::map<std::string, std::string>;
using ::testing::IsEmpty;

Held channels(int count, const std::string& holder) {
  Held held;
  for (int i = 0; i < count; ++i) held[absl::StrCat("c", 100 + i)] = holder;
  return held;
}

Held after(Held held, const std::vector<LiveAnalyzer>& analyzers) {
  for (const auto& [channel, holder] : planLeases(held, analyzers)) held[channel] = holder;
  return held;
}

std::map<std::string, int> loads(const Held& held) {
  std::map<std::string, int> counts;
  for (const auto& [channel, holder] : held) ++counts[holder];
  return counts;
}

TEST(LeasePlanTest, FreeChannelsAreSharedEvenly) {
  EXPECT_EQ(loads(after(channels(10, ""), {{"a"}, {"b"}, {"c"}})),
            (std::map<std::string, int>{{"a", 4}, {"b", 3}, {"c", 3}}));
}

TEST(LeasePlanTest, SettledStateStays) {
  const Held settled = after(channels(10, ""), {{"a"}, {"b"}});
  EXPECT_THAT(planLeases(settled, {{"a"}, {"b"}}), IsEmpty());
}

TEST(LeasePlanTest, NewChannelMovesNoOther) {
  Held held = after(channels(10, ""), {{"a"}, {"b"}});
  held["new"] = "";
  const auto plan = planLeases(held, {{"a"}, {"b"}});
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan.begin()->first, "new");
}

TEST(LeasePlanTest, ChannelsOfTheDeadMoveAndNoOthers) {
  const Held held = after(channels(9, ""), {{"a"}, {"b"}, {"c"}});
  const auto plan = planLeases(held, {{"a"}, {"c"}});
  EXPECT_EQ(plan.size(), 3U);
  for (const auto& [channel, holder] : plan) EXPECT_EQ(held.at(channel), "b") << channel;
}

TEST(LeasePlanTest, NewcomerTakesOnlyItsShare) {
  const Held held = after(channels(10, ""), {{"a"}});
  EXPECT_EQ(planLeases(held, {{"a"}, {"b"}}).size(), 5U);
}

TEST(LeasePlanTest, NobodyTakesMoreThanItCan) {
  EXPECT_EQ(loads(after(channels(10, ""), {{"a", 2}, {"b", 3}})),
            (std::map<std::string, int>{{"", 5}, {"a", 2}, {"b", 3}}));
  EXPECT_EQ(loads(after(channels(4, "a"), {{"a", 2}})), (std::map<std::string, int>{{"", 2}, {"a", 2}}));
}

TEST(LeasePlanTest, WithoutAnalyzersNobodyHoldsAnything) {
  EXPECT_EQ(loads(after(channels(3, "a"), {})), (std::map<std::string, int>{{"", 3}}));
  EXPECT_THAT(planLeases(channels(3, ""), {}), IsEmpty());
}

}  // namespace
}  // namespace cameramonit::application
