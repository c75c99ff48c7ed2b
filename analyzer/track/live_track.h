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

/// A track that may still go on, with what is needed to continue it. Thread-bound.
class LiveTrack {
 public:
  LiveTrack(std::uint64_t id, std::int64_t frame, absl::Duration at, const Candidate& first,
            const TrackerSettings& settings);

  /// Where it should be now.
  void predict(absl::Duration at);
  void add(std::int64_t frame, absl::Duration at, const Candidate& sighting);

  /// What it costs to say that `candidate` is this object; `settings.mostCost` or more where it cannot be.
  float cost(const Candidate& candidate, absl::Duration at) const;
  /// Overlap of `box` with where it should be now.
  float overlapWith(const cv::Rect2f& box) const;

  bool confirmed() const { return confirmed_; }
  /// Whether it has been unseen for too long.
  bool dead(absl::Duration at, const cv::Size& picture) const;

  const Track& track() const { return track_; }
  Track takeTrack() && { return std::move(track_); }
  Kind kind() const { return kind_; }
  cv::Rect2f predictedBox() const { return filter_.box(); }
  cv::Point2f velocity() const { return filter_.velocity(); }  ///< pixels/s
  absl::Duration lastSeen() const { return track_.observations.back().at; }

 private:
  void vote(const Candidate& sighting);

  const TrackerSettings& settings_;
  Track track_;
  Kind kind_;
  BoxFilter filter_;
  Appearance look_;
  bool confirmed_ = false;
  std::map<std::string, float> votes_;
};

}  // namespace cameramonit::track
