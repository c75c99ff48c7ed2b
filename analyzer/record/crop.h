#pragma once

#include <opencv2/core/types.hpp>

namespace cameramonit::record {

/// The part of a picture that shows `box` with enough around it to know the place: about half as much again on each
/// side, no narrower than 4:3 nor wider than 16:9 where the picture allows, never a postage stamp, wholly within the
/// picture. Reentrant.
cv::Rect cropWithContext(const cv::Rect2f& box, const cv::Size& picture);

}  // namespace cameramonit::record
