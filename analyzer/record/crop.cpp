#include "analyzer/record/crop.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::record {
namespace {

constexpr float kContext = 0.5F;    // of the object's size, on each side
constexpr float kSmallest = 0.25F;  // of the picture's height
constexpr float kNarrow = 4.0F / 3, kWide = 16.0F / 9;

}  // namespace

cv::Rect cropWithContext(const cv::Rect2f& box, const cv::Size& picture) {
  const auto fullWidth = static_cast<float>(picture.width), fullHeight = static_cast<float>(picture.height);
  float width = box.width * (1 + 2 * kContext);
  float height = std::max(box.height * (1 + 2 * kContext), kSmallest * fullHeight);
  width = std::max(width, height * kNarrow);
  height = std::max(height, width / kWide);
  width = std::min(width, fullWidth);
  height = std::min(height, fullHeight);
  const cv::Point2f centre(box.x + box.width / 2, box.y + box.height / 2);
  const float x = std::clamp(centre.x - width / 2, 0.0F, fullWidth - width);
  const float y = std::clamp(centre.y - height / 2, 0.0F, fullHeight - height);
  return cv::Rect(static_cast<int>(x), static_cast<int>(y), static_cast<int>(std::lround(width)),
                  static_cast<int>(std::lround(height))) &
         cv::Rect(cv::Point(0, 0), picture);
}

}  // namespace cameramonit::record
