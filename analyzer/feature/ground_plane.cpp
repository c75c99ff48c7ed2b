#include "analyzer/feature/ground_plane.h"

#include <cmath>

#include <opencv2/calib3d.hpp>

#include "common/base/status.h"

namespace cameramonit::feature {

namespace {

/// Whether the points spread over an area: the lesser spread is at least a hundredth of the greater.
bool spread(const std::vector<cv::Point2f>& points) {
  cv::Point2f mean;
  for (const cv::Point2f& point : points) mean += point * (1.0F / static_cast<float>(points.size()));
  double xx = 0, yy = 0, xy = 0;
  for (const cv::Point2f& point : points) {
    const cv::Point2d d = point - mean;
    xx += d.x * d.x;
    yy += d.y * d.y;
    xy += d.x * d.y;
  }
  const double middle = (xx + yy) / 2;
  const double half = std::hypot((xx - yy) / 2, xy);
  return middle > 0 && middle - half > 1e-4 * (middle + half);
}

}  // namespace

absl::StatusOr<GroundPlane> GroundPlane::fromPoints(const std::vector<cv::Point2f>& picture,
                                                    const std::vector<cv::Point2f>& metres) {
  if (picture.size() != metres.size() || picture.size() < 4) {
    return base::invalidFields({{"ground", "Four or more points, each with its place in the picture and in metres."}});
  }
  const cv::Mat found = spread(picture) && spread(metres) ? cv::findHomography(picture, metres) : cv::Mat();
  if (found.empty()) return base::invalidFields({{"ground", "The points must not lie on one line."}});
  return GroundPlane(cv::Matx33d(found));
}

cv::Point2f GroundPlane::toMetres(cv::Point2f picture) const {
  const cv::Vec3d at = homography_ * cv::Vec3d(picture.x, picture.y, 1);
  return {static_cast<float>(at[0] / at[2]), static_cast<float>(at[1] / at[2])};
}

}  // namespace cameramonit::feature
