#pragma once

#include <cstdint>
#include <istream>
#include <map>

#include <absl/status/statusor.h>
#include <opencv2/core/types.hpp>

namespace cameramonit::eval {

/// Boxes by frame, then by the id of the object; frames and ids as in the file, from 1.
using BoxesByFrame = std::map<std::int64_t, std::map<std::int64_t, cv::Rect2d>>;

/// Reads "frame,id,left,top,width,height,confidence,..." (MOTChallenge). Rows with confidence 0 are left out where
/// `groundTruth`. INVALID_ARGUMENT (FIELD_INVALID) naming the first wrong line. Reentrant.
absl::StatusOr<BoxesByFrame> readMotFile(std::istream& in, bool groundTruth);

/// How well tracks follow the truth. Fractions, not per cent.
struct TrackingFigures {
  double mota = 0;  ///< multiple object tracking accuracy
  double motp = 0;  ///< mean overlap of what was matched
  double idf1 = 0;
  double recall = 0;
  double precision = 0;
  std::int64_t idSwitches = 0;
  std::int64_t misses = 0;
  std::int64_t falseBoxes = 0;
  std::int64_t truthBoxes = 0;
};

/// CLEAR-MOT (Bernardin and Stiefelhagen, 2008) and IDF1 (Ristani et al., 2016) with matches at an overlap of one half,
/// as the MOTChallenge development kit counts them. Frames of either side count. Reentrant.
TrackingFigures evaluateTracking(const BoxesByFrame& truth, const BoxesByFrame& result);

}  // namespace cameramonit::eval
