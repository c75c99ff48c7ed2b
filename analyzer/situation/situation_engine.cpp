#include "analyzer/situation/situation_engine.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace cameramonit::situation {
namespace {

constexpr absl::Duration kStart = absl::Seconds(1);  // what is there so soon was there before
constexpr absl::Duration kOut = absl::Milliseconds(500);
constexpr float kSamePlace = 0.5F;  // overlap (IoU) of a thing lost and found again
constexpr char kUnknown[] = "object";
constexpr absl::Duration kNaming = absl::Seconds(1);  // between what only moved and what is known in its place
constexpr float kCovered = 0.6F;                      // share of the smaller box

float overlap(const cv::Rect2f& a, const cv::Rect2f& b) {
  const float shared = (a & b).area();
  return shared <= 0 ? 0 : shared / (a.area() + b.area() - shared);
}

bool sameSort(const std::string& a, const std::string& b) {
  return a == b || a == "object" || b == "object" || (isVehicle(a) && isVehicle(b)) ||
         (isBelonging(a) && isBelonging(b));
}

/// Among situations that begin together: coming first, going last.
int rankOf(Kind kind) {
  return kind == Kind::kAppeared || kind == Kind::kMoved ? 0 : kind == Kind::kLeft ? 2 : 1;
}

/// Came over an edge while being watched, even if very early.
bool touchesEdge(const cv::Rect2f& box, const cv::Size& picture) {
  return box.x <= 1 || box.y <= 1 || box.br().x >= static_cast<float>(picture.width - 1) ||
         box.br().y >= static_cast<float>(picture.height - 1);
}

}  // namespace

SituationEngine::SituationEngine(Scene scene)
    : scene_(std::move(scene)),
      gatherings_(scene_.thresholds),
      belongings_(scene_.thresholds),
      people_("person", scene_.thresholds),
      vehicles_("vehicle", scene_.thresholds) {}

SituationEngine::~SituationEngine() = default;

std::uint64_t SituationEngine::originalOf(std::uint64_t track) const {
  const auto found = originals_.find(track);
  return found == originals_.end() ? track : found->second;
}

bool SituationEngine::inSight(std::uint64_t watch, std::span<const TrackState> present) const {
  return std::any_of(present.begin(), present.end(),
                     [&](const TrackState& state) { return originalOf(state.id) == watch; });
}

const TrackWatch* SituationEngine::namedBy(const TrackState& state, absl::Duration at,
                                           std::span<const TrackState> present) const {
  if (state.objectClass == kUnknown) return nullptr;
  for (const auto& [id, watch] : watches_) {
    if (watch->objectClass() != kUnknown || at - watch->lastAt() > kNaming || inSight(id, present)) continue;
    const float shared = (watch->box() & state.box).area();
    if (shared >= kCovered * std::min(watch->box().area(), state.box.area())) return watch.get();
  }
  return nullptr;
}

const TrackWatch* SituationEngine::restingAt(const TrackState& state, std::span<const TrackState> present) const {
  for (const auto& [id, watch] : watches_) {
    if (!watch->resting() || !sameSort(watch->objectClass(), state.objectClass)) continue;
    if (!inSight(id, present) && overlap(watch->box(), state.box) >= kSamePlace) return watch.get();
  }
  return nullptr;
}

TrackWatch& SituationEngine::watchOf(const TrackState& state, absl::Duration at, std::span<const TrackState> present) {
  const auto found = watches_.find(originalOf(state.id));
  if (found != watches_.end()) return *found->second;
  const TrackWatch* original = restingAt(state, present);
  if (original == nullptr) original = namedBy(state, at, present);
  if (original != nullptr) {
    originals_[state.id] = original->id();
    return *watches_.at(original->id());
  }
  originals_.erase(state.id);  // what it stood for has left by now
  const bool fromStart = at - startedAt_ <= kStart && !touchesEdge(state.box, scene_.picture);
  return *watches_.emplace(state.id, std::make_unique<TrackWatch>(state, at, fromStart, scene_)).first->second;
}

void SituationEngine::dropGone(absl::Duration at, std::vector<Situation>& out) {
  std::erase_if(watches_, [&](auto& entry) {
    TrackWatch& watch = *entry.second;
    if (!watch.gone(at)) return false;
    watch.leave(out);
    belongings_.vanished(watch.id(), watch.lastAt(), out);
    std::erase_if(originals_, [&](const auto& alias) { return alias.second == watch.id(); });
    std::erase_if(joined_, [&](const auto& pair) {
      return originalOf(pair.first) == watch.id() || originalOf(pair.second) == watch.id();
    });
    return true;
  });
}

void SituationEngine::joinRiders(std::span<const TrackState> present, std::vector<Situation>& out) {
  for (const TrackState& state : present) {
    const auto carrier = riders_.carrierOf(state.id);
    const auto known = joined_.find(state.id);
    if (known != joined_.end() && !carrier) {
      part(state.id, known->second);
      joined_.erase(known);
    } else if (carrier && (known == joined_.end() || known->second != *carrier)) {
      joined_[state.id] = *carrier;
      join(state.id, *carrier, out);
    }
  }
}

void SituationEngine::join(std::uint64_t person, std::uint64_t carrier, std::vector<Situation>& out) {
  const auto rider = watches_.find(originalOf(person));
  const auto ridden = watches_.find(originalOf(carrier));
  if (rider == watches_.end() || ridden == watches_.end()) {
    if (ridden != watches_.end()) originals_[person] = ridden->first;
    if (rider != watches_.end()) originals_[carrier] = rider->first;
    return;
  }
  if (rider == ridden) return;
  // What was told goes on; else what was seen first.
  const bool keepRider = rider->second->told() != ridden->second->told()
                             ? rider->second->told()
                             : rider->second->firstAt() < ridden->second->firstAt();
  const auto kept = keepRider ? rider : ridden;
  const auto dropped = keepRider ? ridden : rider;
  dropped->second->close(out);
  for (auto& [unused, original] : originals_) original = original == dropped->first ? kept->first : original;
  originals_[dropped->first] = kept->first;
  watches_.erase(dropped);
}

void SituationEngine::part(std::uint64_t person, std::uint64_t carrier) {
  // Who was followed first keeps what was told; the other one begins anew.
  if (originals_.erase(person) == 0) originals_.erase(carrier);
}

void SituationEngine::stepWatches(absl::Duration at, std::span<const TrackState> present, std::vector<Situation>& out) {
  for (const TrackState& state : present) {
    const auto carrier = riders_.carrierOf(state.id);
    if (!carrier) {
      watchOf(state, at, present).step(at, state, out);
      continue;
    }
    const bool carrierSeen = std::any_of(present.begin(), present.end(),
                                         [&carrier](const TrackState& other) { return other.id == *carrier; });
    if (carrierSeen) continue;
    // The rider shows where the bicycle is that the detector overlooks.
    TrackWatch& watch = watchOf(state, at, present);
    TrackState ridden = state;
    ridden.objectClass = watch.objectClass();
    watch.step(at, ridden, out);
  }
}

std::vector<Situation> SituationEngine::observe(absl::Duration at, std::span<const TrackState> tracks,
                                                std::span<const ThingSighting> things) {
  if (!started_) startedAt_ = at;
  started_ = true;
  std::vector<Situation> out;
  std::vector<TrackState> states(tracks.begin(), tracks.end());
  for (TrackState& thing : things_.step(at, things)) states.push_back(std::move(thing));
  riders_.step(at, tracks);
  joinRiders(tracks, out);
  stepWatches(at, states, out);

  std::vector<const TrackWatch*> people, belongings;
  int vehicles = 0;
  for (const auto& [unused, watch] : watches_) {
    if (isBelonging(watch->objectClass())) {
      if (watch->lastAt() == at) belongings.push_back(watch.get());
    } else if (watch->told() && watch->objectClass() == "person") {
      // Someone hidden for a moment still counts, but takes part in nothing.
      people.push_back(watch.get());
    } else if (watch->told() && isVehicle(watch->objectClass())) {
      ++vehicles;
    }
  }
  people_.step(at, static_cast<int>(people.size()), out);
  vehicles_.step(at, vehicles, out);
  std::erase_if(people, [at](const TrackWatch* watch) { return watch->lastAt() != at; });
  gatherings_.step(at, people, out);
  belongings_.step(at, belongings, people, out);
  dropGone(at, out);
  return out;
}

std::vector<Situation> SituationEngine::finish(absl::Duration at) {
  std::vector<Situation> out;
  dropGone(at, out);
  gatherings_.close(out);
  belongings_.close(at, out);
  for (auto& [unused, watch] : watches_) {
    // Who was last seen going out over an edge has left, even if the film is too short to wait for it.
    if (at - watch->lastAt() >= kOut && watch->atEdge()) {
      watch->leave(out);
    } else {
      watch->close(out);
    }
  }
  watches_.clear();
  return out;
}

std::vector<Situation> finalTellings(std::vector<Situation> tellings) {
  std::map<std::string, std::size_t> last;
  for (std::size_t i = 0; i < tellings.size(); ++i) last[tellings[i].identity()] = i;
  std::vector<Situation> kept;
  for (std::size_t i = 0; i < tellings.size(); ++i) {
    if (last[tellings[i].identity()] == i) kept.push_back(std::move(tellings[i]));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Situation& a, const Situation& b) {
    return std::pair(a.from, rankOf(a.kind)) < std::pair(b.from, rankOf(b.kind));
  });
  return kept;
}

std::vector<Situation> situationsOf(const Scene& scene, std::span<const track::Track> tracks,
                                    std::span<const absl::Duration> frameTimes) {
  SituationEngine engine(scene);
  std::vector<std::size_t> next(tracks.size(), 0);
  std::vector<Situation> tellings;
  const auto keep = [&tellings](std::vector<Situation> told) {
    tellings.insert(tellings.end(), std::make_move_iterator(told.begin()), std::make_move_iterator(told.end()));
  };
  for (const absl::Duration at : frameTimes) {
    std::vector<TrackState> states;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      const auto& observations = tracks[i].observations;
      std::size_t& position = next[i];
      while (position < observations.size() && observations[position].at < at) ++position;
      if (position == observations.size() || observations[position].at != at) continue;
      states.push_back({tracks[i].id, tracks[i].objectClass, observations[position].box, observations[position].seen});
    }
    keep(engine.observe(at, states));
  }
  keep(engine.finish(frameTimes.empty() ? absl::ZeroDuration() : frameTimes.back()));
  return finalTellings(std::move(tellings));
}

}  // namespace cameramonit::situation
