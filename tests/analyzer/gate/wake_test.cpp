#include "analyzer/gate/wake.h"

#include <random>

#include <gtest/gtest.h>

namespace cameramonit::gate {
namespace {

using State = Wake::State;
constexpr absl::Duration kSecond = absl::Seconds(1);

TEST(WakeTest, PacketsAloneOnlyProbe) {
  Wake wake;
  wake.packetsStirred(10 * kSecond);
  EXPECT_EQ(wake.state(), State::kProbing);
  EXPECT_EQ(wake.advance(10.5 * kSecond), std::nullopt);
  const auto outcome = wake.advance(10.9 * kSecond);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->cause, Wake::Cause::kPackets);
  EXPECT_FALSE(outcome->proven);
  EXPECT_EQ(wake.state(), State::kAsleep);
  EXPECT_EQ(wake.vain(), 1);
}

TEST(WakeTest, AChangedPictureWakes) {
  Wake wake;
  wake.pictureCompared(kSecond, false);
  EXPECT_EQ(wake.state(), State::kAsleep);
  wake.pictureCompared(2 * kSecond, true);
  EXPECT_EQ(wake.state(), State::kAwake);
}

TEST(WakeTest, ItStaysAwakeWhileSomethingMovesAndALittleLonger) {
  Wake wake;
  wake.pictureCompared(kSecond, true);
  for (int i = 1; i <= 100; ++i) {
    wake.analysed(i * kSecond, true);
    EXPECT_EQ(wake.advance(i * kSecond + absl::Milliseconds(900)), std::nullopt);
  }
  wake.analysed(102 * kSecond, false);
  EXPECT_EQ(wake.advance(102.9 * kSecond), std::nullopt);
  const auto outcome = wake.advance(103 * kSecond);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_TRUE(outcome->proven);
  EXPECT_EQ(wake.vain(), 0);
}

TEST(WakeTest, NothingToAnalyseSendsItBackSoon) {
  Wake wake;
  wake.packetsStirred(kSecond);
  wake.pictureCompared(1.2 * kSecond, true);
  wake.analysed(1.4 * kSecond, false);
  const auto outcome = wake.advance(2.8 * kSecond);
  ASSERT_TRUE(outcome.has_value());
  EXPECT_EQ(outcome->cause, Wake::Cause::kPackets);
  EXPECT_FALSE(outcome->proven);
}

TEST(WakeTest, WhateverHappensItFallsAsleepOnceItIsQuiet) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> any(0, 4), milliseconds(-200, 400);
  for (int run = 0; run < 200; ++run) {
    Wake wake;
    absl::Duration at = kSecond;
    for (int i = 0; i < 200; ++i) {
      at += absl::Milliseconds(milliseconds(random));
      const int what = any(random);
      if (what == 0) wake.packetsStirred(at);
      if (what == 1) wake.pictureCompared(at, i % 2 == 0);
      if (what == 2) wake.analysed(at, i % 3 == 0);
      const bool wasAsleep = wake.state() == State::kAsleep;
      const auto outcome = wake.advance(at);
      EXPECT_FALSE(wasAsleep && outcome.has_value());
      EXPECT_EQ(!wasAsleep && wake.state() == State::kAsleep, outcome.has_value());
    }
    wake.advance(at + absl::Minutes(1));
    EXPECT_EQ(wake.state(), State::kAsleep);
  }
}

}  // namespace
}  // namespace cameramonit::gate
