#include "analyzer/situation/rider_watch.h"

#include <algorithm>
#include <cmath>

namespace cameramonit::situation {
namespace {

constexpr float kSaddle = 0.15F;  // share of a bicycle's box that its rider covers
constexpr float kAside = 0.2F;    // of its width, that the rider's middle may be beside it
constexpr float kInside = 0.85F;  // share of a passenger's box that lies in the car's
constexpr int kTogether = 2;      // frames
constexpr float kWay = 0.25F;     // sizes of the carrier that they went together
constexpr float kDrift = 0.35F;   // sizes by which the person may move on it meanwhile
constexpr int kApart = 5;         // frames, until somebody has got off
constexpr absl::Duration kMemory = absl::Seconds(10);

cv::Point2f middleOf(const cv::Rect2f& box) {
  return {box.x + box.width / 2, box.y + box.height / 2};
}

bool isCycle(const std::string& objectClass) {
  return objectClass == "bicycle" || objectClass == "motorcycle";
}

float length(cv::Point2f way) {
  return std::hypot(way.x, way.y);
}

/// Whether the person's place is that of somebody who rides.
bool sitsOn(const cv::Rect2f& person, const TrackState& carrier) {
  const float shared = (person & carrier.box).area();
  if (!isCycle(carrier.objectClass)) return isVehicle(carrier.objectClass) && shared >= kInside * person.area();
  const float aside = kAside * carrier.box.width;
  const float middle = middleOf(person).x;
  return shared >= kSaddle * carrier.box.area() && middle >= carrier.box.x - aside &&
         middle <= carrier.box.br().x + aside;
}

}  // namespace

void RiderWatch::step(absl::Duration at, std::span<const TrackState> tracks) {
  for (const TrackState& track : tracks) {
    if (track.objectClass == "person") stepPerson(at, track, tracks);
  }
  std::erase_if(pairs_, [at](const auto& entry) { return at - entry.second.lastAt > kMemory; });
}

void RiderWatch::stepPerson(absl::Duration at, const TrackState& person, std::span<const TrackState> tracks) {
  const auto known = pairs_.find(person.id);
  const TrackState* carrier = nullptr;
  bool carrierInSight = false;
  for (const TrackState& track : tracks) {
    const bool same = known != pairs_.end() && known->second.carrier == track.id;
    carrierInSight = carrierInSight || same;
    if (sitsOn(person.box, track) && (carrier == nullptr || same)) carrier = &track;
  }
  if (known != pairs_.end()) {
    Pair& pair = known->second;
    pair.lastAt = at;
    const bool stays = carrier != nullptr && carrier->id == pair.carrier;
    if (!stays && !carrierInSight && carrier != nullptr) {
      // The same bicycle as another track, or another one before anything was certain.
      pair.carrier = carrier->id;
      pair.carrierStart = middleOf(carrier->box);
      pair.offset = middleOf(person.box) - pair.carrierStart;
      pair.together = 1;
      pair.apart = 0;
      return;
    }
    if (!stays && carrierInSight) ++pair.apart;
    const bool over = pair.riding ? pair.apart >= kApart : carrierInSight && !stays;
    if (over) pairs_.erase(known);
    if (over || !stays) return;
    pair.apart = 0;
    ++pair.together;
    const cv::Point2f middle = middleOf(carrier->box);
    const float unit = sizeUnit(carrier->objectClass, carrier->box);
    const float drift = length(middleOf(person.box) - middle - pair.offset);
    pair.riding = pair.riding || (pair.together >= kTogether && length(middle - pair.carrierStart) >= kWay * unit &&
                                  drift <= kDrift * unit);
    return;
  }
  if (carrier == nullptr) return;
  const cv::Point2f middle = middleOf(carrier->box);
  pairs_[person.id] = {carrier->id, middle, middleOf(person.box) - middle, 1, 0, false, at};
}

std::optional<std::uint64_t> RiderWatch::carrierOf(std::uint64_t person) const {
  const auto pair = pairs_.find(person);
  return pair == pairs_.end() || !pair->second.riding ? std::nullopt : std::optional(pair->second.carrier);
}

}  // namespace cameramonit::situation
