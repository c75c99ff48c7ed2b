#pragma once

#include <map>
#include <string>

#include <absl/time/time.h>

#include "analyzer/track/appearance.h"
#include "analyzer/track/box_filter.h"
#include "analyzer/track/object_kinds.h"
#include "analyzer/track/track.h"
#include "analyzer/track/tracker_settings.h"

namespace cameramonit::track {

/// What one frame shows of one object, before it is known which track it belongs to.
struct Candidate {
  cv::Rect2f box;
  float score = 0;
  std::string objectClass;
  Kind kind = Kind::kNone;
  Evidence evidence = Evidence::kDetector;
  Appearance look;
  bool crowded = false;  ///< another object's box covers part of it, so its look is not its own
};

/// A track that may still go on, with what is needed to continue it. Thread-bound; borrows its settings.
class LiveTrack {
 public:
  LiveTrack(std::uint64_t id, std::int64_t frame, absl::Duration at, const Candidate& first,
            const TrackerSettings& settings);

  /// Where it should be now. Call once a frame, before anything else.
  void predict(absl::Duration at);
  /// It was seen.
  void add(std::int64_t frame, absl::Duration at, const Candidate& sighting);
  /// No detector saw it, but a region that moves lies where it should be.
  void addRegion(std::int64_t frame, absl::Duration at, const cv::Rect2f& box);
  /// Nobody looked where it is, since nothing moves there: it stays where it was.
  void hold(std::int64_t frame, absl::Duration at);
  /// It should have been seen and was not. `movingShare` of its box moved meanwhile.
  void miss(float movingShare);

  /// The detector looked there at this frame.
  void noteLook();

  /// What it costs to say that `candidate` is this object; `settings.mostCost` or more where it cannot be.
  float cost(const Candidate& candidate) const;
  /// Overlap of `box` with where it should be now.
  float overlapWith(const cv::Rect2f& box) const;

  bool confirmed() const { return confirmed_; }
  /// Old enough to know, and not moving.
  bool still() const;
  /// It moves, and the detector has looked at it often enough without knowing it.
  bool familiar() const {
    return confirmed_ && kind() == Kind::kUnknown && looksInVain_ >= settings_.looksUntilFamiliar;
  }
  /// Seen, or held, at the last frame.
  bool present() const { return unseen_ == absl::ZeroDuration(); }
  /// Whether it has been unseen for too long.
  bool dead(const cv::Size& picture) const;

  const Track& track() const { return track_; }
  /// The track, up to its last true sighting.
  Track takeTrack() &&;
  Kind kind() const { return kindOf(track_.objectClass); }
  const cv::Rect2f& lastBox() const { return track_.observations.back().box; }
  cv::Rect2f predictedBox() const { return filter_.box(); }

 private:
  void vote(const Candidate& sighting);
  bool believable(absl::Duration at) const;

  const TrackerSettings& settings_;
  Track track_;
  BoxFilter filter_;
  Appearance look_;
  bool confirmed_ = false;
  bool disturbed_ = false;  ///< something moved where it should have been
  absl::Duration at_;       ///< of the last frame
  absl::Duration unseen_;   ///< for how long it was looked for in vain
  int hits_ = 1;
  int looksInVain_ = 0;
  std::map<std::string, float> votes_;
};

}  // namespace cameramonit::track
