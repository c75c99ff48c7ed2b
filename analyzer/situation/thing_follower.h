#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "analyzer/situation/scene.h"

namespace cameramonit::situation {

/// One detection of a thing that people carry: a backpack, handbag, suitcase or umbrella.
struct ThingSighting {
  std::string objectClass;  ///< COCO name
  cv::Rect2f box;           ///< pixels of the source picture
};

/// Tells which sightings of carried things are the same thing. Trackers follow what moves by itself; a bag is seen now
/// and then, in a hand or on the ground, so nearness is all there is to go by. Thread-bound.
class ThingFollower {
 public:
  /// Ids of things start here, far above those of tracks.
  static constexpr std::uint64_t kFirstId = std::uint64_t{1} << 40U;

  /// The things seen at `at`; sightings of anything but carried things are ignored.
  std::vector<TrackState> step(absl::Duration at, std::span<const ThingSighting> sightings);

 private:
  struct Thing {
    TrackState state;
    absl::Duration lastAt;
  };

  std::vector<Thing> things_;
  std::uint64_t nextId_ = kFirstId;
};

}  // namespace cameramonit::situation
