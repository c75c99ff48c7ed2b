#include "analyzer/gate/decode_budget.h"

#include <gtest/gtest.h>

namespace cameramonit::gate {
namespace {

TEST(DecodeBudgetTest, OverTimeItAllowsWhatFlowsIn) {
  DecodeBudget budget(0.010);
  absl::Duration at, spent;
  const absl::Duration cost = absl::Milliseconds(7);
  for (int i = 0; i < 36000; ++i) {
    at += absl::Milliseconds(100);
    budget.earn(at);
    if (!budget.affords(cost)) continue;
    budget.spend(cost);
    spent += cost;
  }
  EXPECT_NEAR(absl::FDivDuration(spent, at), 0.010, 0.001);
}

TEST(DecodeBudgetTest, SavingsAndDebtsAreBounded) {
  DecodeBudget budget(0.010, absl::Milliseconds(400));
  budget.earn(absl::Seconds(0));
  for (int i = 1; i < 100; ++i) budget.earn(absl::Hours(i));
  EXPECT_EQ(budget.saved(), absl::Milliseconds(400));
  budget.spend(absl::Hours(1));
  EXPECT_FALSE(budget.affords(absl::Milliseconds(1)));
  for (int i = 1; i <= 50; ++i) budget.earn(absl::Hours(100) + absl::Seconds(i));
  EXPECT_TRUE(budget.affords(absl::Milliseconds(50)));
}

TEST(DecodeBudgetTest, AClockThatGoesBackBringsNothing) {
  DecodeBudget budget;
  budget.earn(absl::Seconds(100));
  const absl::Duration before = budget.saved();
  budget.earn(absl::Seconds(1));
  EXPECT_EQ(budget.saved(), before);
}

}  // namespace
}  // namespace cameramonit::gate
