#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/types.hpp>

namespace cameramonit::feature {

/// One detection of something a person may carry, in pixels of the source picture.
struct AccessorySighting {
  std::string_view objectClass;  ///< COCO name
  cv::Rect2f box;
};

/// Votes over a track what a person carries. Thread-bound; one per track.
class CarriedVote {
 public:
  /// The COCO classes that can be carried: "backpack", "handbag", "suitcase", "umbrella".
  static bool isAccessory(std::string_view objectClass);

  /// Adds one frame in which the person was seen at `person` and the detector was asked. All detections of the frame
  /// may be passed; what is not an accessory or not at this person is ignored.
  void add(const cv::Rect2f& person, std::span<const AccessorySighting> detections);

  /// Tokens of what is carried, as questions use them: "backpack", "bag", "suitcase", "umbrella". A thing counts when
  /// it was there in at least three frames and in a quarter of them.
  std::vector<std::string> result() const;

 private:
  int frames_ = 0;
  std::array<int, 4> seen_{};
};

}  // namespace cameramonit::feature
