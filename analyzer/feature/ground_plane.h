#pragma once

#include <vector>

#include <absl/status/statusor.h>
#include <opencv2/core/matx.hpp>
#include <opencv2/core/types.hpp>

namespace cameramonit::feature {

/// The ground of one channel: a homography from picture to metres, from points that a person measured once.
/// Immutable; thread-safe.
class GroundPlane {
 public:
  /// `picture` in pixels of the source picture and `metres` in any flat coordinate system, pairwise, four or more.
  /// Errors: FIELD_INVALID when there are fewer than four, the counts differ, or they lie on one line.
  static absl::StatusOr<GroundPlane> fromPoints(const std::vector<cv::Point2f>& picture,
                                                const std::vector<cv::Point2f>& metres);

  /// Where a point of the picture lies on the ground, in metres.
  cv::Point2f toMetres(cv::Point2f picture) const;

 private:
  explicit GroundPlane(const cv::Matx33d& homography) : homography_(homography) {}
  cv::Matx33d homography_;
};

}  // namespace cameramonit::feature
