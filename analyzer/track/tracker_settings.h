#pragma once

#include <absl/time/time.h>

#include "analyzer/track/box_filter.h"

namespace cameramonit::track {

/// How sightings become tracks. Times instead of frame counts, and lengths relative to the object, so that one set of
/// values holds for every frame rate and picture size; found on pedestrian footage, see docs/design/seeing.md.
struct TrackerSettings {
  // Which detections count.
  float leastHeight = 0.07F;    ///< of the picture's; smaller boxes are too unreliable to tell one object from another
  float newTrackScore = 0.48F;  ///< a detection without a track starts one from here on
  float weakScore = 0.30F;      ///< a weaker detection may still continue a track that it fits well
  float duplicateOverlap = 0.6F;  ///< two boxes of kindred classes ("car", "truck") that overlap more are one object
  float birthOverlap = 0.45F;     ///< a detection that overlaps a followed object more is that object once again

  // What fits what: cost = placeWeight × place + lookWeight × look, both 0 (perfect) to 1.
  float placeWeight = 0.4F;
  float lookWeight = 0.65F;
  float unknownLook = 0.4F;     ///< look distance assumed where one cannot be seen
  float mostDistance = 0.65F;   ///< of centres, in heights, right after the last sighting; farther never fits
  float distanceGrowth = 0.6F;  ///< heights/s that this grows by while unseen
  float mostLook = 0.45F;       ///< look distance beyond which nothing fits
  float mostCost = 0.52F;       ///< total cost beyond which nothing fits
  float mostSizeRatio = 2.0F;   ///< of heights
  float weakOverlap = 0.45F;    ///< what a weak detection must overlap its prediction by
  float lookLearning = 0.15F;   ///< share that a new sighting has in the remembered look

  // Life and death.
  int confirmHits = 3;                                      ///< sightings, and
  absl::Duration confirmSpan = absl::Milliseconds(300);     ///< time from the first, until a track is believed
  absl::Duration tentativeLife = absl::Milliseconds(450);   ///< an unbelieved track dies this long after its last one
  absl::Duration lostLife = absl::Seconds(2);               ///< a believed one lives on unseen
  absl::Duration lostLifeAtEdge = absl::Milliseconds(600);  ///< where it was leaving the picture

  // What stands still. As long as nothing moves there it has not left, so it is waited for much longer: a parked car
  // that the detector overlooks for a while is not a new car afterwards.
  absl::Duration stillAfter = absl::Seconds(2);       ///< age from which a track can be still
  float stillSpeed = 0.15F;                           ///< heights/s
  absl::Duration lostLifeStill = absl::Seconds(6);    ///< of people and animals
  absl::Duration lostLifeParked = absl::Seconds(60);  ///< of vehicles
  float disturbedCover = 0.3F;  ///< share of its box in which something must move to doubt that it is still there

  // What only motion tells of.
  absl::Duration motionConfirmSpan = absl::Milliseconds(400);
  float leastTravel = 0.5F;        ///< of the box's shorter side, until moving pixels are believed to be an object
  float leastMovingShare = 0.2F;   ///< of a region's pixels, to start a track
  float mostRegionRatio = 4;       ///< of heights from frame to frame: things enter the picture piece by piece
  float unclearLookWeight = 0.2F;  ///< instead of lookWeight, where one side is only a moving region
  int looksUntilFamiliar = 4;      ///< times that the detector looks before such a track no longer needs its attention
  float explainedCover = 0.4F;   ///< share of a region that followed objects cover, from which it is explained by them
  float continueOverlap = 0.6F;  ///< of a region with a known object's prediction, to continue it without a detection
  float adoptOverlap = 0.3F;     ///< a detection that overlaps a motion track this much says what it is
  float motionVote = 0.1F;       ///< weight of one motion sighting against a detection's score

  BoxFilterSettings filter;
};

}  // namespace cameramonit::track
