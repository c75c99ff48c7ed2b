#include "analyzer/gate/packet_gate.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace cameramonit::gate {
namespace {

constexpr absl::Duration kFrame = absl::Milliseconds(40);

/// A camera of 25 pictures a second whose inter-frames scatter around a usual size.
class PacketGateTest : public ::testing::TestWithParam<int> {
 protected:
  PacketGateTest() : random_(static_cast<unsigned>(GetParam())) {}

  /// One inter-frame of about `bytes`.
  bool frame(double bytes, PacketKind kind = PacketKind::kReference) {
    at_ += kFrame;
    return gate_.observe(kind, static_cast<std::int64_t>(bytes * std::exp2(scatter_(random_))), at_);
  }

  int stirsWithin(absl::Duration length, double bytes, bool forVain = false) {
    int stirs = 0;
    for (const absl::Time end = absl::UnixEpoch() + at_ + length; absl::UnixEpoch() + at_ < end;) {
      if (!frame(bytes)) continue;
      ++stirs;
      if (forVain) gate_.inVain();
    }
    return stirs;
  }

  std::mt19937 random_;
  std::normal_distribution<double> scatter_{0, 0.25};
  PacketGate gate_;
  absl::Duration at_;
};

TEST_P(PacketGateTest, AStillSceneHardlyStirs) {
  EXPECT_LE(stirsWithin(absl::Hours(1), 6000), 6);
}

TEST_P(PacketGateTest, ASharpOnsetStirsWithItsFirstPicture) {
  stirsWithin(absl::Seconds(30), 6000);
  EXPECT_TRUE(frame(6000 * 6));
}

TEST_P(PacketGateTest, AFaintRiseStirsWithinASecond) {
  stirsWithin(absl::Seconds(30), 6000);
  bool stirred = false;
  for (int i = 0; i < 25; ++i) stirred = frame(6000 * 1.7) || stirred;
  EXPECT_TRUE(stirred);
}

TEST_P(PacketGateTest, SmallerPicturesAreNoMotion) {
  stirsWithin(absl::Seconds(30), 6000);
  EXPECT_EQ(stirsWithin(absl::Seconds(20), 2000), 0);
}

TEST_P(PacketGateTest, RainThatLastsBecomesUsual) {
  stirsWithin(absl::Seconds(30), 6000);
  stirsWithin(absl::Minutes(3), 18000, true);
  EXPECT_LE(stirsWithin(absl::Minutes(10), 18000, true), 3);
}

TEST_P(PacketGateTest, AnotherKindIsJudgedByItsOwnUsualSize) {
  int stirs = 0;
  for (int i = 0; i < 25 * 120; ++i) {
    stirs += frame(i % 3 == 0 ? 12000 : 1500, i % 3 == 0 ? PacketKind::kReference : PacketKind::kDisposable) ? 1 : 0;
  }
  EXPECT_LE(stirs, 1);
  EXPECT_TRUE(frame(12000, PacketKind::kDisposable));
}

TEST_P(PacketGateTest, StirringInVainRaisesDoubtWhichFades) {
  stirsWithin(absl::Seconds(30), 6000);
  for (int i = 0; i < 20; ++i) gate_.inVain();
  EXPECT_FALSE(frame(6000 * 6));
  EXPECT_LE(gate_.doubt(), PacketGateSettings{}.mostDoubt);
  stirsWithin(absl::Minutes(30), 6000);
  EXPECT_LT(gate_.doubt(), 1.2);
  EXPECT_TRUE(frame(6000 * 6));
}

TEST_P(PacketGateTest, KeyframesSayNothing) {
  stirsWithin(absl::Seconds(30), 6000);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(frame(200000, PacketKind::kKeyframe));
}

TEST_P(PacketGateTest, AnyNumbersAreSurvived) {
  std::uniform_int_distribution<std::int64_t> any(std::numeric_limits<std::int64_t>::min(),
                                                  std::numeric_limits<std::int64_t>::max());
  for (int i = 0; i < 5000; ++i) {
    const absl::Duration at = i % 7 == 0 ? absl::InfiniteDuration() : absl::Nanoseconds(any(random_));
    gate_.observe(static_cast<PacketKind>(i % 3), any(random_), at);
    if (i % 11 == 0) gate_.inVain();
    EXPECT_TRUE(gate_.doubt() >= 1 && gate_.doubt() <= PacketGateSettings{}.mostDoubt);
  }
  gate_.restart();
  at_ = absl::ZeroDuration();
  stirsWithin(absl::Minutes(30), 6000);
  EXPECT_TRUE(frame(6000 * 12));
}

INSTANTIATE_TEST_SUITE_P(Seeds, PacketGateTest, ::testing::Range(1, 9));

}  // namespace
}  // namespace cameramonit::gate
