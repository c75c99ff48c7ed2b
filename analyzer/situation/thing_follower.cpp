#include "analyzer/situation/thing_follower.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr absl::Duration kMemory = absl::Seconds(90);  // what stands may go unseen while nothing moves near it
constexpr float kStep = 1.2F;       // sizes that a carried thing moves at most between two close looks
constexpr float kAlikeSize = 0.5F;  // the smaller area is at least this share of the larger

float apart(const cv::Rect2f& a, const cv::Rect2f& b) {
  const cv::Point2f d = (a.tl() + a.br() - b.tl() - b.br()) * 0.5F;
  return std::hypot(d.x, d.y) / std::sqrt(std::max({a.area(), b.area(), 1.0F}));
}

}  // namespace

std::vector<TrackState> ThingFollower::step(absl::Duration at, std::span<const ThingSighting> sightings) {
  std::erase_if(things_, [at](const Thing& thing) { return at - thing.lastAt > kMemory; });
  std::vector<TrackState> seen;
  for (const ThingSighting& sighting : sightings) {
    if (!isBelonging(sighting.objectClass)) continue;
    Thing* best = nullptr;
    float nearest = kStep;
    for (Thing& thing : things_) {
      if (thing.lastAt == at) continue;  // taken by another sighting of this frame
      const float small = std::min(thing.state.box.area(), sighting.box.area());
      const float large = std::max(thing.state.box.area(), sighting.box.area());
      // After a while unseen it must be where it was.
      const float reach = at - thing.lastAt <= absl::Seconds(1) ? nearest : std::min(nearest, 0.4F);
      const float distance = apart(thing.state.box, sighting.box);
      if (small < kAlikeSize * large || distance > reach) continue;
      nearest = distance;
      best = &thing;
    }
    if (best == nullptr) {
      best = &things_.emplace_back();
      best->state.id = nextId_++;
      best->state.objectClass = sighting.objectClass;
    }
    best->state.box = sighting.box;
    best->lastAt = at;
    seen.push_back(best->state);
  }
  return seen;
}

}  // namespace cameramonit::situation
