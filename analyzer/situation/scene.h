#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

namespace cameramonit::situation {

/// A part of the picture with a name. Corners are fractions of the picture's width and height from the top left.
struct Zone {
  std::string id;
  std::string name;
  std::vector<cv::Point2f> polygon;
};

/// A line that may be crossed both ways. Ends as fractions of the picture. "Left" and "right" are as seen by someone
/// who walks from `from` to `to`.
struct Line {
  std::string id;
  std::string name;
  cv::Point2f from, to;
  std::string leftToRightName;  ///< what crossing means: "in", "out"; may be empty
  std::string rightToLeftName;
};

/// When a change of state counts. Distances are in sizes of the object itself: heights of people, square roots of the
/// box area of anything else. The defaults hold for street, yard and shop cameras.
struct Thresholds {
  absl::Duration confirm = absl::Milliseconds(500);  ///< seen this long before it is told
  absl::Duration leave = absl::Seconds(2);           ///< out of sight this long before it has left
  absl::Duration restPatience = absl::Seconds(60);   ///< a thing that stands may go unseen this long
  absl::Duration standPatience = absl::Seconds(15);  ///< and a person who stands
  absl::Duration stop = absl::Seconds(4);
  float stopRadius = 0.3F;
  float moveOffRadius = 0.7F;
  float minimumTravel = 0.5F;  ///< what is no person must move this far before it is told
  absl::Duration zoneHold = absl::Milliseconds(600);
  float lineMargin = 0.08F;  ///< past the line by this before it is crossed
  absl::Duration loiter = absl::Seconds(30);
  float loiterRadius = 2.5F;
  absl::Duration meet = absl::Seconds(3);
  float meetDistance = 0.8F;
  float standSpeed = 0.35F;  ///< sizes a second; slower is standing
  absl::Duration group = absl::Seconds(4);
  float groupDistance = 0.9F;
  int groupSize = 3;
  absl::Duration leftBehind = absl::Seconds(20);
  float ownerDistance = 1.5F;
  absl::Duration countHold = absl::Seconds(5);
  std::vector<int> countLevels = {3, 5, 10, 20, 50, 100};  ///< only passing one of these is told
};

/// What a channel is set to.
struct Scene {
  cv::Size picture;  ///< of the source, pixels
  std::vector<Zone> zones = {};
  std::vector<Line> lines = {};
  Thresholds thresholds = {};
};

/// One track as it stands at one analysed frame.
struct TrackState {
  std::uint64_t id = 0;
  std::string objectClass;  ///< COCO name so far, "object" where unknown
  cv::Rect2f box;           ///< pixels of the source picture
  bool seen = true;         ///< false where the place is a guess: interpolated, or coasting through an occlusion
  bool confirmed = true;    ///< false while the tracker does not believe it yet: watched, but not told
  bool stirred = true;      ///< something moves where it is; nobody comes into a picture without that
};

/// What distances of this object are measured in, pixels.
float sizeUnit(const std::string& objectClass, const cv::Rect2f& box);

/// Where it stands: the middle of the lower edge.
inline cv::Point2f footOf(const cv::Rect2f& box) {
  return {box.x + box.width / 2, box.y + box.height};
}

/// Whether it is a thing that people carry and put down; these are told only when left behind or taken.
bool isBelonging(const std::string& objectClass);

bool isVehicle(const std::string& objectClass);

}  // namespace cameramonit::situation
