#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"
#include "analyzer/situation/track_watch.h"

namespace cameramonit::situation {

/// People together: two who stand face to face have met, three or more near one another are a group. Thread-bound.
class Gatherings {
 public:
  /// Borrows `thresholds`, which must outlive this.
  explicit Gatherings(const Thresholds& thresholds) : thresholds_(thresholds) {}

  /// `people` are those in the picture now.
  void step(absl::Duration at, std::span<const TrackWatch* const> people, std::vector<Situation>& out);

  /// Watching ends.
  void close(std::vector<Situation>& out);

 private:
  using Pair = std::pair<std::uint64_t, std::uint64_t>;
  struct Spell {
    absl::Duration since;   ///< together since
    absl::Duration lastAt;  ///< last seen together
    std::optional<Situation> told;
  };
  struct Group {
    std::set<std::uint64_t> members;
    Spell spell;
  };

  void watchPairs(absl::Duration at, std::span<const TrackWatch* const> people, std::vector<Situation>& out);
  void watchGroups(absl::Duration at, std::span<const TrackWatch* const> people, std::vector<Situation>& out);
  static void end(Spell& spell, std::vector<Situation>& out);
  bool inOneGroup(const Pair& pair) const;

  const Thresholds& thresholds_;
  std::map<Pair, Spell> pairs_;
  std::map<Pair, int> meetings_;
  std::vector<Group> groups_;
  int groupsTold_ = 0;
};

}  // namespace cameramonit::situation
