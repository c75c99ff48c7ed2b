#include "common/rpc/watch_hub.h"

#include <gtest/gtest.h>

#include <atomic>

#include <absl/synchronization/notification.h>

namespace cameramonit::rpc {
namespace {

class WatchHubTest : public ::testing::Test {
 protected:
  ~WatchHubTest() override { executor_.stop(); }
  void waitFor(const std::atomic<int>& value, int least) {
    for (int i = 0; i < 5000 && value < least; ++i) absl::SleepFor(absl::Milliseconds(1));
    ASSERT_GE(value, least);
  }
  base::Ticker ticker_;
  base::Executor executor_{"hub-test", 2, 100};
};

TEST_F(WatchHubTest, PollsAtOnceWithACheckpointThenAtEveryChange) {
  WatchHub hub(executor_, ticker_, absl::Hours(1));
  std::atomic<int> polls = 0;
  std::atomic<int> checkpoints = 0;
  const auto stop = hub.watch([&](bool checkpoint) {
    if (checkpoint) ++checkpoints;
    ++polls;
    return true;
  });
  waitFor(polls, 1);
  EXPECT_EQ(checkpoints, 1);
  hub.notify();
  waitFor(polls, 2);
  EXPECT_EQ(checkpoints, 1);
  stop();
}

TEST_F(WatchHubTest, NeverPollsOneWatchTwiceAtOnceAndMissesNoChange) {
  WatchHub hub(executor_, ticker_, absl::Hours(1));
  std::atomic<int> inside = 0;
  std::atomic<int> store = 0;
  std::atomic<int> seen = 0;
  const auto stop = hub.watch([&](bool) {
    EXPECT_EQ(++inside, 1);
    seen = store.load();
    --inside;
    return true;
  });
  for (int i = 1; i <= 500; ++i) {
    store = i;
    hub.notify();
  }
  waitFor(seen, 500);
  stop();
}

TEST_F(WatchHubTest, TimeBringsCheckpoints) {
  WatchHub hub(executor_, ticker_, absl::Milliseconds(2));
  std::atomic<int> checkpoints = 0;
  const auto stop = hub.watch([&](bool checkpoint) {
    if (checkpoint) ++checkpoints;
    return true;
  });
  waitFor(checkpoints, 3);
  stop();
}

TEST_F(WatchHubTest, EndsWhenThePollSaysSo) {
  WatchHub hub(executor_, ticker_, absl::Hours(1));
  std::atomic<int> polls = 0;
  (void)hub.watch([&](bool) {
    ++polls;
    return false;
  });
  waitFor(polls, 1);
  hub.notify();
  absl::Notification drained;
  ASSERT_TRUE(executor_.post([&] { drained.Notify(); }));
  drained.WaitForNotification();
  EXPECT_EQ(polls, 1);
}

}  // namespace
}  // namespace cameramonit::rpc
