#include "analyzer/feature/ground_plane.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::feature {
namespace {

TEST(GroundPlane, MapsThePictureToMetres) {
  // A trapezium in the picture is a 10 m × 20 m yard.
  const auto ground =
      GroundPlane::fromPoints({{100, 400}, {660, 400}, {460, 100}, {300, 100}}, {{0, 0}, {10, 0}, {10, 20}, {0, 20}});
  ASSERT_TRUE(ground.ok());
  const cv::Point2f middle = ground->toMetres({380, 400});
  EXPECT_NEAR(middle.x, 5, 0.01);
  EXPECT_NEAR(middle.y, 0, 0.01);
  EXPECT_GT(ground->toMetres({380, 150}).y, 10);  // halfway up the picture is more than halfway up the yard
}

TEST(GroundPlane, RefusesPointsThatSayNothing) {
  EXPECT_EQ(base::errorReason(GroundPlane::fromPoints({{0, 0}, {1, 1}}, {{0, 0}, {1, 1}}).status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
  EXPECT_EQ(base::errorReason(
                GroundPlane::fromPoints({{0, 0}, {1, 1}, {2, 2}, {3, 3}}, {{0, 0}, {1, 1}, {2, 2}, {3, 3}}).status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::feature
