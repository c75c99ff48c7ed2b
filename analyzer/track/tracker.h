#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detection.h"
#include "analyzer/track/live_track.h"
#include "analyzer/track/track.h"
#include "analyzer/track/tracker_settings.h"

namespace cameramonit::track {

/// One frame as the tracker sees it.
struct TrackerInput {
  std::int64_t frame = 0;
  absl::Duration at;
  cv::Mat picture;                ///< CV_8UC3, BGR; for looks
  detect::Detections detections;  ///< of the whole frame; weak ones are welcome
};

/// One object in one frame.
struct Sighting {
  std::uint64_t trackId = 0;
  Observation observation;  ///< as measured
  cv::Rect2f box;           ///< as believed after this frame: steadier than one measurement
  bool confirmed = false;
};

/// What one frame changed.
struct TrackerStep {
  std::vector<Sighting> sightings;         ///< of all tracks seen in this frame, unconfirmed ones included
  std::vector<std::uint64_t> confirmed;    ///< tracks that are believed from this frame on
  std::vector<Track> ended;                ///< believed tracks that will not go on
  std::vector<std::uint64_t> discarded;    ///< tracks that were never believed and are forgotten
};

/// Tells which detections of successive frames are the same object. Causal: each step uses only what was seen so far;
/// a finished track is improved by refine(). Thread-bound.
class Tracker {
 public:
  Tracker(const cv::Size& picture, const TrackerSettings& settings = {});

  /// Frames must ascend.
  TrackerStep update(const TrackerInput& input);

  /// No more frames: everything ends.
  TrackerStep finish();

  /// A live track so far; null when there is none of this id. Valid until the next update.
  const Track* find(std::uint64_t id) const;

  /// Where live confirmed tracks should be at the last frame, seen there or not: the detector must look there again.
  std::vector<cv::Rect2f> expectedBoxes() const;

 private:
  std::vector<Candidate> candidatesOf(const TrackerInput& input) const;
  void match(const std::vector<Candidate>& candidates, const TrackerInput& input, std::vector<char>& used,
             std::vector<char>& matched, bool weak);
  void start(const std::vector<Candidate>& candidates, const TrackerInput& input, const std::vector<char>& used);
  void removeDead(absl::Duration at, TrackerStep& step);

  const cv::Size picture_;
  const TrackerSettings settings_;
  std::vector<std::unique_ptr<LiveTrack>> live_;
  std::uint64_t nextId_ = 1;
};

}  // namespace cameramonit::track
