#include "analyzer/track/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

namespace cameramonit::track {
namespace {

constexpr double kForbidden = 100;

TEST(Assignment, PicksTheCheapestPairs) {
  EXPECT_EQ(assign({{4, 1, 3}, {2, 0, 5}, {3, 2, 2}}, kForbidden), (std::vector<int>{1, 0, 2}));
}

TEST(Assignment, LeavesOutWhatHasNoCounterpart) {
  EXPECT_EQ(assign({{5}, {1}, {7}}, kForbidden), (std::vector<int>{-1, 0, -1}));
  EXPECT_EQ(assign({{5, 1, 7}}, kForbidden), (std::vector<int>{1}));
  EXPECT_TRUE(assign({}, kForbidden).empty());
  EXPECT_EQ(assign({{}, {}}, kForbidden), (std::vector<int>{-1, -1}));
}

TEST(Assignment, NeverUsesAForbiddenPair) {
  EXPECT_EQ(assign({{kForbidden, 1}, {kForbidden, 2}}, kForbidden), (std::vector<int>{1, -1}));
}

TEST(Assignment, PrefersMorePairsToCheaperOnes) {
  EXPECT_EQ(assign({{0, 50}, {60, kForbidden}}, kForbidden), (std::vector<int>{1, 0}));
}

TEST(Assignment, AgreesWithTryingAllPermutations) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> cost(0, 10);
  for (int round = 0; round < 50; ++round) {
    constexpr int kSize = 6;
    std::vector<std::vector<double>> costs(kSize, std::vector<double>(kSize));
    for (auto& row : costs) std::generate(row.begin(), row.end(), [&] { return cost(random); });
    std::vector<int> order(kSize);
    std::iota(order.begin(), order.end(), 0);
    double best = std::numeric_limits<double>::infinity();
    do {
      double sum = 0;
      for (int i = 0; i < kSize; ++i) sum += costs[i][order[i]];
      best = std::min(best, sum);
    } while (std::next_permutation(order.begin(), order.end()));
    const std::vector<int> assigned = assign(costs, kForbidden);
    double sum = 0;
    for (int i = 0; i < kSize; ++i) sum += costs[i][assigned[i]];
    EXPECT_NEAR(sum, best, 1e-9);
  }
}

}  // namespace
}  // namespace cameramonit::track
