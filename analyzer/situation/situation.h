#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

#include "analyzer/feature/passage.h"

namespace cameramonit::situation {

/// What happened, as a change of state. The names are those of events.v1.EventKind.
enum class Kind {
  kAppeared,  ///< came into the picture; lasts until it left
  kLeft,
  kEnteredZone,  ///< lasts until it left the zone
  kLeftZone,
  kCrossedLine,
  kStopped,  ///< lasts until it moved off
  kMovedOff,
  kLoitered,          ///< stayed long in one place; lasts until it went
  kMet,               ///< two people stand together
  kGrouped,           ///< three or more people together
  kObjectLeftBehind,  ///< a bag stays while its owner is gone
  kObjectTaken,       ///< a thing that stood there went with a person
  kCountChanged,
  kMoved,  ///< something moved that no detector knows; lasts until it is gone
  kCameraBlind,
  kCameraFrozen,
  kCameraDefocused,
  kCameraTurned,
  kCameraOffline,
  kCameraBack,
};

/// "appeared", "entered_zone", "camera_blind", … Reentrant.
std::string_view kindToken(Kind kind);

/// Whether the situation is the camera's own rather than of something seen.
bool isCameraKind(Kind kind);

/// One situation. While it lasts it may be told again, with the same identity() and more in it; the last telling is
/// final.
struct Situation {
  Kind kind = Kind::kAppeared;
  std::vector<std::uint64_t> tracks;  ///< whom it is about, the one who acts first; empty for camera and counts
  absl::Duration from;                ///< from the start of the media
  absl::Duration to;                  ///< so far, while not final
  int ordinal = 1;                    ///< the n-th of this kind for these tracks and this place
  bool final = true;

  feature::Side side = feature::Side::kUnknown;  ///< appeared, moved: where it came in; left: where it went out
  bool alreadyThere = false;                     ///< appeared: was in the picture when watching began
  bool stillThere = false;                       ///< appeared, moved: was in the picture when watching ended
  std::string placeId;                           ///< id of the zone or line
  std::string placeName;                         ///< its name, as a person wrote it
  std::string wayName;                           ///< crossed line: what this way is called ("in"); may be empty
  std::string objectClass;                       ///< counts: of what; left behind, taken: the thing
  int count = 0;                                 ///< grouped, count changed
  int previousCount = 0;
  cv::Rect2f box;     ///< left behind, taken: where the thing is or was, pixels of the source picture
  std::string cause;  ///< camera: "dark", "bright", "covered", "noise"; back: kindToken() of what is over

  absl::Duration duration() const { return to - from; }

  /// The same for every telling of this situation and different from all others of the run, e.g. "stopped:12::2".
  std::string identity() const;
};

}  // namespace cameramonit::situation
