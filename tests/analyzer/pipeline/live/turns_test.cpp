#include "analyzer/pipeline/live/turns.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace cameramonit::pipeline {
namespace {

TEST(TurnsTest, NoMoreThanAllowedWorkAtOnceAndAllGetTheirTurn) {
  Turns turns(2);
  std::atomic<int> working = 0, most = 0, done = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 200; ++k) {
          const Turns::Turn turn(turns);
          const int now = ++working;
          for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
          }
          --working;
          ++done;
        }
      });
    }
  }
  EXPECT_LE(most, 2);
  EXPECT_EQ(done, 1600);
  EXPECT_EQ(turns.waiting(), 0);
}

}  // namespace
}  // namespace cameramonit::pipeline
