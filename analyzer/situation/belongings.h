#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyzer/situation/scene.h"
#include "analyzer/situation/situation.h"
#include "analyzer/situation/track_watch.h"

namespace cameramonit::situation {

/// Bags and the like: left behind when somebody carried them there and they stand while nobody is near, taken when a
/// person who is near them goes off with them. A thing that is merely lost sight of was not taken, unless it was told
/// to be left behind. Thread-bound.
class Belongings {
 public:
  /// Borrows `thresholds`, which must outlive this.
  explicit Belongings(const Thresholds& thresholds) : thresholds_(thresholds) {}

  /// `things` and `people` are those in the picture now.
  void step(absl::Duration at, std::span<const TrackWatch* const> things, std::span<const TrackWatch* const> people,
            std::vector<Situation>& out);

  /// The track of a thing ended, last seen at `at`; its box and the people of that moment are known here.
  void vanished(std::uint64_t thing, absl::Duration at, std::vector<Situation>& out);

  /// Watching ends.
  void close(absl::Duration at, std::vector<Situation>& out);

 private:
  struct Thing {
    std::optional<std::uint64_t> owner;  ///< the person who was nearest when it came to rest
    std::optional<std::uint64_t> near;   ///< a person near it at the latest step
    absl::Duration nearAt;               ///< when anybody was last near
    absl::Duration restingSince;
    std::string objectClass;
    cv::Rect2f restingBox;
    bool carried = false;  ///< was seen to move before it stood
    bool rested = false;   ///< stood long enough to be part of the scene
    bool taken = false;
    std::optional<Situation> leftBehind;
  };

  void end(std::optional<Situation>& open, absl::Duration at, std::vector<Situation>& out);
  void take(std::uint64_t id, Thing& thing, absl::Duration at, std::vector<Situation>& out);

  const Thresholds& thresholds_;
  std::map<std::uint64_t, Thing> things_;
};

}  // namespace cameramonit::situation
