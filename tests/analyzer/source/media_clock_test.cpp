#include "analyzer/source/media_clock.h"

#include <gtest/gtest.h>

namespace cameramonit::source {
namespace {

constexpr double kFramesPerSecond = 10;

TEST(MediaClock, FollowsWhatTheFileSays) {
  MediaClock clock(kFramesPerSecond);
  EXPECT_EQ(clock.next(absl::ZeroDuration()), absl::ZeroDuration());
  EXPECT_EQ(clock.next(absl::Milliseconds(40)), absl::Milliseconds(40));
  EXPECT_EQ(clock.next(absl::Milliseconds(500)), absl::Milliseconds(500));
}

TEST(MediaClock, KeepsAGapOfAnHour) {
  MediaClock clock(kFramesPerSecond);
  clock.next(absl::ZeroDuration());
  EXPECT_EQ(clock.next(absl::Hours(1)), absl::Hours(1));
}

TEST(MediaClock, ARepeatedTimeAdvancesByOneFrame) {
  MediaClock clock(kFramesPerSecond);
  clock.next(absl::Seconds(5));
  EXPECT_EQ(clock.next(absl::Seconds(5)), absl::Milliseconds(5100));
  EXPECT_EQ(clock.next(absl::Seconds(5)), absl::Milliseconds(5200));
  EXPECT_EQ(clock.next(absl::Milliseconds(5300)), absl::Milliseconds(5300));
}

TEST(MediaClock, ARestartedClockContinues) {
  MediaClock clock(kFramesPerSecond);
  clock.next(absl::Seconds(100));
  EXPECT_EQ(clock.next(absl::ZeroDuration()), absl::Milliseconds(100100));
  EXPECT_EQ(clock.next(absl::Milliseconds(100)), absl::Milliseconds(100200));
}

TEST(MediaClock, AMissingTimeIsCounted) {
  MediaClock clock(kFramesPerSecond);
  EXPECT_EQ(clock.next(std::nullopt), absl::ZeroDuration());
  EXPECT_EQ(clock.next(std::nullopt), absl::Milliseconds(100));
}

TEST(MediaClock, ANegativeStartIsTheStart) {
  MediaClock clock(0);
  EXPECT_EQ(clock.next(absl::Milliseconds(-80)), absl::ZeroDuration());
}

}  // namespace
}  // namespace cameramonit::source
