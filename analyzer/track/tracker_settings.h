#pragma once

#include <absl/time/time.h>

#include "analyzer/track/box_filter.h"

namespace cameramonit::track {

/// How sightings become tracks. Times instead of frame counts, and lengths relative to the object, so that one set of
/// values holds for every frame rate and picture size; found on pedestrian footage, see docs/design/seeing.md.
struct TrackerSettings {
  // Which detections count.
  float newTrackScore = 0.45F;  ///< a detection without a track starts one from here on
  float weakScore = 0.30F;      ///< a weaker detection may still continue a track that it fits well
  float duplicateOverlap = 0.6F;  ///< two boxes of kindred classes ("car", "truck") that overlap more are one object

  // What fits what: cost = placeWeight × place + lookWeight × look, both 0 (perfect) to 1.
  float placeWeight = 0.5F;
  float lookWeight = 0.5F;
  float unknownLook = 0.4F;       ///< look distance assumed where one cannot be seen
  float mostDistance = 0.6F;      ///< of centres, in heights, right after the last sighting; farther never fits
  float distanceGrowth = 0.5F;    ///< heights/s that this grows by while unseen
  float mostLook = 0.60F;         ///< look distance beyond which nothing fits
  float mostCost = 0.60F;         ///< total cost beyond which nothing fits
  float mostSizeRatio = 2.0F;     ///< of heights
  float weakOverlap = 0.4F;       ///< what a weak detection must overlap its prediction by
  float lookLearning = 0.15F;     ///< share that a new sighting has in the remembered look

  // Life and death.
  int confirmHits = 3;                                ///< sightings, and
  absl::Duration confirmSpan = absl::Milliseconds(200);  ///< time from the first, until a track is believed
  absl::Duration tentativeLife = absl::Milliseconds(600);  ///< an unbelieved track dies this long after its last one
  absl::Duration lostLife = absl::Seconds(2);         ///< a believed one lives on unseen
  absl::Duration lostLifeAtEdge = absl::Milliseconds(600);  ///< where it was leaving the picture

  BoxFilterSettings filter;
};

}  // namespace cameramonit::track
