#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyzer/feature/passage_vote.h"
#include "analyzer/situation/line_crossing.h"
#include "analyzer/situation/loiter_watch.h"
#include "analyzer/situation/rest_watch.h"
#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"

namespace cameramonit::situation {

/// Everything that one track does by itself: comes, goes, enters zones, crosses lines, stops, loiters. Thread-bound.
class TrackWatch {
 public:
  /// Borrows `scene`, which must outlive this. `fromStart`: it was there when watching began.
  TrackWatch(const TrackState& first, absl::Duration at, bool fromStart, const Scene& scene);

  /// The next place of the track.
  void step(absl::Duration at, const TrackState& state, std::vector<Situation>& out);

  /// Whether it has been out of sight for so long that it has left.
  bool gone(absl::Duration now) const;

  /// It left when it was last seen: ends everything and tells that it left.
  void leave(std::vector<Situation>& out);

  /// Watching ends while it is here: ends everything without a leaving.
  void close(std::vector<Situation>& out);

  std::uint64_t id() const { return id_; }
  const std::string& objectClass() const { return state_.objectClass; }
  const cv::Rect2f& box() const { return state_.box; }
  cv::Point2f foot() const { return footOf(state_.box); }
  float unit() const { return sizeUnit(state_.objectClass, state_.box); }
  absl::Duration firstAt() const { return firstAt_; }
  absl::Duration lastAt() const { return lastAt_; }
  bool resting() const { return rest_.resting(); }
  absl::Duration restingSince() const { return rest_.since(); }
  bool hasMoved() const { return rest_.hasMoved(); }
  float speed() const { return rest_.speed(); }
  /// Whether it was last seen going out over an edge of the picture.
  bool atEdge() const;
  /// Whether it has been told of, so that it takes part in what happens between several.
  bool told() const { return presence_.has_value(); }

 private:
  struct ZoneState {
    bool inside = false;
    std::optional<absl::Duration> changingSince;
    Situation visit;
  };

  Situation make(Kind kind, absl::Duration from, absl::Duration to, bool final, const std::string& placeId = "");
  bool worthTelling() const;
  void tellPresence(std::vector<Situation>& out);
  void watchRest(absl::Duration at, std::vector<Situation>& out);
  void watchZones(absl::Duration at, std::vector<Situation>& out);
  void watchLines(absl::Duration at, std::vector<Situation>& out);
  void watchLoitering(absl::Duration at, std::vector<Situation>& out);
  void endAll(bool stillThere, std::vector<Situation>& out);
  static void finish(std::optional<Situation>& open, absl::Duration at, std::vector<Situation>& out);

  const Scene& scene_;
  const std::uint64_t id_;
  const bool fromStart_;
  bool stirred_ = false;  ///< something moved where it is, at some time
  const absl::Duration firstAt_;
  absl::Duration lastAt_;
  TrackState state_;
  cv::Point2f firstFoot_;
  float farthest_ = 0;  ///< pixels from firstFoot_
  int sightings_ = 0;
  feature::PassageVote passage_;
  RestWatch rest_;
  LoiterWatch loiter_;
  std::vector<ZoneState> zones_;
  std::vector<LineCrossing> lines_;
  std::map<std::pair<Kind, std::string>, int> ordinals_;
  std::optional<Situation> presence_, stop_, loitering_;
};

}  // namespace cameramonit::situation
