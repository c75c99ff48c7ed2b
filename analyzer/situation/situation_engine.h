#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analyzer/situation/belongings.h"
#include "analyzer/situation/count_watch.h"
#include "analyzer/situation/gatherings.h"
#include "analyzer/situation/rider_watch.h"
#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"
#include "analyzer/situation/thing_follower.h"
#include "analyzer/situation/track_watch.h"
#include "analyzer/track/track.h"

namespace cameramonit::situation {

/// Turns tracks into situations, frame by frame, live or from a file alike. Only changes of state come out: a parked
/// car is told once, even when the detector loses it now and then. Thread-bound; one per channel.
class SituationEngine {
 public:
  explicit SituationEngine(Scene scene);
  ~SituationEngine();
  SituationEngine(const SituationEngine&) = delete;
  SituationEngine& operator=(const SituationEngine&) = delete;

  /// One analysed frame: all tracks that are in it, unconfirmed ones too, so that the beginning is known
  /// once they are believed. Times ascend. A frame without tracks is passed too, so
  /// that leaving is noticed. Returns what began, changed or ended.
  /// `things` are the detector's sightings of carried things in this frame, where it looked.
  std::vector<Situation> observe(absl::Duration at, std::span<const TrackState> tracks,
                                 std::span<const ThingSighting> things = {});

  /// Watching ends at `at`. What is still in the picture has not left. Nothing may follow.
  std::vector<Situation> finish(absl::Duration at);

  /// The track whose situations those of `track` are told under: another one where a thing that stood still was lost
  /// and found again in its place, where something that only moved got a name, or where a person rides.
  std::uint64_t originalOf(std::uint64_t track) const;

  /// What carries this person; nothing while on foot, and of tracks that are no person.
  std::optional<std::uint64_t> carrierOf(std::uint64_t track) const { return riders_.carrierOf(track); }

 private:
  TrackWatch& watchOf(const TrackState& state, absl::Duration at, std::span<const TrackState> present);
  const TrackWatch* restingAt(const TrackState& state, std::span<const TrackState> present) const;
  const TrackWatch* namedBy(const TrackState& state, absl::Duration at, std::span<const TrackState> present) const;
  bool inSight(std::uint64_t watch, std::span<const TrackState> present) const;
  void stepWatches(absl::Duration at, std::span<const TrackState> present, std::vector<Situation>& out);
  void joinRiders(std::span<const TrackState> present, std::vector<Situation>& out);
  void join(std::uint64_t person, std::uint64_t carrier, std::vector<Situation>& out);
  void part(std::uint64_t person, std::uint64_t carrier);
  void dropGone(absl::Duration at, std::vector<Situation>& out);

  const Scene scene_;
  std::map<std::uint64_t, std::unique_ptr<TrackWatch>> watches_;
  std::map<std::uint64_t, std::uint64_t> originals_;
  RiderWatch riders_;
  std::map<std::uint64_t, std::uint64_t> joined_;  ///< person -> carrier, while they are told as one
  Gatherings gatherings_;
  ThingFollower things_;
  Belongings belongings_;
  CountWatch people_, vehicles_;
  bool started_ = false;
  absl::Duration startedAt_;
};

/// All situations of finished tracks, each in its final telling, by beginning. For uploads: replays `frameTimes`, the
/// times of all analysed frames, through an engine. `tracks` hold at most one observation per frame time. Reentrant.
std::vector<Situation> situationsOf(const Scene& scene, std::span<const track::Track> tracks,
                                    std::span<const absl::Duration> frameTimes);

/// Keeps the last telling of each situation, by beginning. Reentrant.
std::vector<Situation> finalTellings(std::vector<Situation> tellings);

}  // namespace cameramonit::situation
