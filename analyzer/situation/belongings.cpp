#include "analyzer/situation/belongings.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr absl::Duration kSettled = absl::Seconds(10);  // what stood this long is part of the scene

const TrackWatch* nearest(const TrackWatch& thing, std::span<const TrackWatch* const> people, float reach) {
  const TrackWatch* best = nullptr;
  float bestDistance = reach;
  for (const TrackWatch* person : people) {
    const cv::Point2f d = thing.foot() - person->foot();
    const float distance = std::hypot(d.x, d.y) / person->unit();
    if (distance <= bestDistance) {
      bestDistance = distance;
      best = person;
    }
  }
  return best;
}

}  // namespace

void Belongings::end(std::optional<Situation>& open, absl::Duration at, std::vector<Situation>& out) {
  if (!open) return;
  open->to = at;
  open->final = true;
  out.push_back(*open);
  open.reset();
}

void Belongings::take(std::uint64_t id, Thing& thing, absl::Duration at, std::vector<Situation>& out) {
  end(thing.leftBehind, at, out);
  if (!thing.rested || thing.taken || !thing.near) return;
  Situation taken;
  taken.kind = Kind::kObjectTaken;
  taken.tracks = {id, *thing.near};
  taken.from = taken.to = at;
  taken.objectClass = thing.objectClass;
  taken.box = thing.restingBox;
  out.push_back(taken);
  thing.taken = true;
}

void Belongings::step(absl::Duration at, std::span<const TrackWatch* const> things,
                      std::span<const TrackWatch* const> people, std::vector<Situation>& out) {
  for (const TrackWatch* watch : things) {
    auto [entry, fresh] = things_.try_emplace(watch->id());
    Thing& thing = entry->second;
    if (fresh) thing.nearAt = at;
    thing.objectClass = watch->objectClass();
    const TrackWatch* person = nearest(*watch, people, thresholds_.ownerDistance);
    thing.near = person == nullptr ? std::nullopt : std::optional(person->id());
    if (person != nullptr) thing.nearAt = at;
    if (!watch->resting()) {
      take(watch->id(), thing, at, out);
      thing.rested = false;
      thing.owner = thing.near ? thing.near : thing.owner;
      continue;
    }
    thing.taken = false;
    thing.restingBox = watch->box();
    thing.carried = thing.carried || watch->hasMoved();
    thing.restingSince = watch->restingSince();
    if (at - thing.restingSince >= kSettled) thing.rested = true;
    if (!thing.owner && at - thing.restingSince < kSettled) thing.owner = thing.near;
    const absl::Duration alone = at - std::max(thing.nearAt, thing.restingSince);
    // What nobody was seen to carry may be a flower pot that the detector takes for a bag.
    if (!thing.leftBehind && thing.owner && thing.carried && alone >= thresholds_.leftBehind) {
      Situation left;
      left.kind = Kind::kObjectLeftBehind;
      left.tracks = {watch->id(), *thing.owner};
      left.from = thing.restingSince;
      left.to = at;
      left.final = false;
      left.objectClass = thing.objectClass;
      left.box = watch->box();
      thing.leftBehind = left;
      out.push_back(left);
    }
  }
}

void Belongings::vanished(std::uint64_t thing, absl::Duration at, std::vector<Situation>& out) {
  const auto found = things_.find(thing);
  if (found == things_.end()) return;
  if (found->second.leftBehind) take(thing, found->second, at, out);
  things_.erase(found);
}

void Belongings::close(absl::Duration at, std::vector<Situation>& out) {
  for (auto& [unused, thing] : things_) end(thing.leftBehind, at, out);
  things_.clear();
}

}  // namespace cameramonit::situation
