#include "server/eval/live/onsets.h"

#include <gtest/gtest.h>

namespace cameramonit::eval {
namespace {

absl::Time at(double seconds) {
  return absl::UnixEpoch() + absl::Seconds(seconds);
}

TEST(OnsetTimesTest, AnOnsetMeetsTheFirstRowAfterIt) {
  OnsetTimes times;
  times.take({{10, at(1)}, {20, at(2)}, {10, at(31)}}, 10, {at(0.9), at(1.2), at(2.5), at(31.1)});
  const auto printed = times.print();
  EXPECT_NEAR(printed["p50"], 100, 1e-6);
  EXPECT_EQ(printed["of"], 2);
  EXPECT_EQ(printed["missed"], 0);
}

TEST(OnsetTimesTest, WhatCameTooLateOrNotAtAllIsMissed) {
  OnsetTimes times;
  times.take({{10, at(1)}, {10, at(20)}}, 10, {at(7)});
  const auto printed = times.print();
  EXPECT_TRUE(printed["p50"].is_null());
  EXPECT_EQ(printed["missed"], 2);
}

}  // namespace
}  // namespace cameramonit::eval
