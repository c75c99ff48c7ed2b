#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/types.hpp>

namespace cameramonit::track {

/// What told us that something is there.
enum class Evidence {
  kDetector,  ///< a detector knew its class
  kMotion,    ///< only pixels moved; the class is unknown ("object")
};

/// One sighting of a track.
struct Observation {
  std::int64_t frame = 0;  ///< index of the decoded frame, from 0
  absl::Duration at;       ///< from the start of the media
  cv::Rect2f box;          ///< pixels of the source picture; may reach past its edges
  float score = 0;         ///< the detector's, 0..1; 0 where not seen by it
  bool seen = true;        ///< false where interpolated
};

/// One object followed through the picture. Observations ascend by frame, one a frame.
struct Track {
  std::uint64_t id = 0;  ///< ordinal within the run, from 1
  Evidence evidence = Evidence::kDetector;
  std::string objectClass;    ///< COCO name voted over the track, "object" where unknown
  float classConfidence = 0;  ///< share of the vote, 0..1
  std::vector<Observation> observations;
};

}  // namespace cameramonit::track
