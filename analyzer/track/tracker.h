#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detection.h"
#include "analyzer/motion/motion_detector.h"
#include "analyzer/track/live_track.h"
#include "analyzer/track/track.h"
#include "analyzer/track/tracker_settings.h"

namespace cameramonit::track {

/// One frame as the tracker sees it.
struct TrackerInput {
  std::int64_t frame = 0;
  absl::Duration at;
  cv::Mat picture;                      ///< CV_8UC3, BGR; for looks
  detect::Detections detections;        ///< weak ones are welcome
  std::vector<motion::Region> regions;  ///< all that differs from the background
  /// Where the detector looked; nothing moved elsewhere. Empty where it did not look at all.
  cv::Rect2f looked;
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
  std::vector<Sighting> sightings;       ///< of all tracks seen in this frame, unconfirmed ones included
  std::vector<std::uint64_t> confirmed;  ///< tracks that are believed from this frame on
  std::vector<Track> ended;              ///< believed tracks that will not go on
  std::vector<std::uint64_t> discarded;  ///< tracks that were never believed and are forgotten
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

  /// Where the detector must look at the next frame because of what is followed: all but what is known and still.
  std::vector<cv::Rect2f> uncertainBoxes() const;

  /// Where followed objects should be that the detector has looked at often enough without knowing them.
  std::vector<cv::Rect2f> familiarBoxes() const;

  bool empty() const { return live_.empty(); }

 private:
  std::vector<Candidate> candidatesOf(const TrackerInput& input) const;
  /// Which tracks compete for which candidates. Believed tracks choose first, so that a second box on the same object
  /// cannot take its identity.
  enum class Round {
    kConfirmedStrong,  ///< believed, known objects among trusted detections
    kConfirmedWeak,    ///< and among all that are left
    kNaming,           ///< what only moved so far, among trusted detections
    kTentative,        ///< not yet believed, known objects among trusted detections
    kMotion,           ///< what only moves, among regions
  };

  /// One frame's candidates and which of them, and of the live tracks, have found their counterpart.
  struct Pairing {
    std::vector<Candidate> candidates;
    std::vector<char> used;     ///< by candidate
    std::vector<char> matched;  ///< by live track
  };

  /// Candidates for the regions that no followed or detected object explains.
  void addRegions(const TrackerInput& input, Pairing& pairing) const;
  /// Believed, known objects that no detection was found for go on with the region that lies on them: detectors
  /// overlook what stands in an odd pose or is seen from above.
  void continueByRegions(const TrackerInput& input, Pairing& pairing);
  void match(const TrackerInput& input, Round round, Pairing& pairing);
  /// Whether a region shows other objects than the one of this track, too.
  bool sharedWithOthers(const motion::Region& region, std::size_t track, const Pairing& pairing) const;
  bool competes(const LiveTrack& track, Round round) const;
  bool competes(const Candidate& candidate, Round round) const;
  bool placeFits(const LiveTrack& track, const Candidate& candidate, Round round) const;
  void start(const TrackerInput& input, const Pairing& pairing);
  /// What becomes of the tracks that were not seen, and who was looked at.
  void settle(const TrackerInput& input, const Pairing& pairing);
  void removeDead(bool all, TrackerStep& step);

  const cv::Size picture_;
  const TrackerSettings settings_;
  std::vector<std::unique_ptr<LiveTrack>> live_;
  std::uint64_t nextId_ = 1;
};

}  // namespace cameramonit::track
