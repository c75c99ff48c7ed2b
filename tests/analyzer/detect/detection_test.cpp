#include "analyzer/detect/detection.h"

#include <gtest/gtest.h>

namespace cameramonit::detect {
namespace {

TEST(Overlap, IsIntersectionOverUnion) {
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {0, 0, 10, 10}), 1);
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {5, 0, 10, 10}), 1.0F / 3);
  EXPECT_FLOAT_EQ(overlap({0, 0, 10, 10}, {20, 0, 10, 10}), 0);
  EXPECT_FLOAT_EQ(overlap({}, {}), 0);
}

TEST(Duplicates, TheBestOfOneClassStays) {
  const Detections kept = suppressDuplicates(
      {{{1, 0, 10, 20}, 0.5F, "person"}, {{0, 0, 10, 20}, 0.9F, "person"}, {{50, 0, 10, 20}, 0.4F, "person"}}, 0.5F);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_FLOAT_EQ(kept[0].score, 0.9F);
  EXPECT_FLOAT_EQ(kept[1].score, 0.4F);
}

TEST(Duplicates, OtherClassesAndLooseNeighboursStay) {
  EXPECT_EQ(suppressDuplicates({{{0, 0, 10, 20}, 0.9F, "person"}, {{0, 0, 10, 20}, 0.8F, "bicycle"}}, 0.5F).size(), 2U);
  EXPECT_EQ(suppressDuplicates({{{0, 0, 10, 20}, 0.9F, "person"}, {{6, 0, 10, 20}, 0.8F, "person"}}, 0.5F).size(), 2U);
}

}  // namespace
}  // namespace cameramonit::detect
