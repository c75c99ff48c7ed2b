#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include <absl/time/time.h>

#include "analyzer/situation/scene.h"

namespace cameramonit::situation {

/// Tells who rides what: a person who goes along on a bicycle or inside a car is one object with it, not a second one.
/// Who only passes a parked bicycle rides nothing. Thread-bound.
class RiderWatch {
 public:
  /// The tracks of one frame. Times ascend.
  void step(absl::Duration at, std::span<const TrackState> tracks);

  /// The track that carries this person; nothing while on foot.
  std::optional<std::uint64_t> carrierOf(std::uint64_t person) const;

 private:
  /// A person and what it may be riding.
  struct Pair {
    std::uint64_t carrier = 0;
    cv::Point2f carrierStart;  ///< where the carrier's middle was when they were first seen together
    cv::Point2f offset;        ///< from there to the person's middle
    int together = 0;          ///< frames
    int apart = 0;             ///< frames in which both were seen, but not together
    bool riding = false;
    absl::Duration lastAt;
  };

  void stepPerson(absl::Duration at, const TrackState& person, std::span<const TrackState> tracks);

  std::map<std::uint64_t, Pair> pairs_;  ///< by person
};

}  // namespace cameramonit::situation
