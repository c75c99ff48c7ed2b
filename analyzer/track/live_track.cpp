#include "analyzer/track/live_track.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analyzer/detect/detection.h"

namespace cameramonit::track {
namespace {

cv::Point2f centreOf(const cv::Rect2f& box) { return {box.x + box.width / 2, box.y + box.height / 2}; }

}  // namespace

LiveTrack::LiveTrack(std::uint64_t id, std::int64_t frame, absl::Duration at, const Candidate& first,
                     const TrackerSettings& settings)
    : settings_(settings), kind_(first.kind), filter_(first.box, at, settings.filter), look_(first.look) {
  track_.id = id;
  track_.evidence = first.evidence;
  track_.observations.push_back({frame, at, first.box, first.score, true});
  vote(first);
}

void LiveTrack::predict(absl::Duration at) { filter_.predict(at); }

void LiveTrack::add(std::int64_t frame, absl::Duration at, const Candidate& sighting) {
  filter_.correct(sighting.box);
  if (!sighting.crowded) look_.blend(sighting.look, settings_.lookLearning);
  track_.observations.push_back({frame, at, sighting.box, sighting.score, true});
  vote(sighting);
  confirmed_ = confirmed_ || (static_cast<int>(track_.observations.size()) >= settings_.confirmHits &&
                              at - track_.observations.front().at >= settings_.confirmSpan);
}

float LiveTrack::cost(const Candidate& candidate, absl::Duration at) const {
  const float impossible = settings_.mostCost;
  if (candidate.kind != kind_) return impossible;
  const cv::Rect2f here = filter_.box();
  const float ratio = here.height / candidate.box.height;
  if (ratio > settings_.mostSizeRatio || ratio < 1 / settings_.mostSizeRatio) return impossible;

  const auto unseen = static_cast<float>(absl::ToDoubleSeconds(at - lastSeen()));
  const float reach = settings_.mostDistance + settings_.distanceGrowth * unseen;
  const cv::Point2f apart = centreOf(here) - centreOf(candidate.box);
  const float distance = std::hypot(apart.x, apart.y) / std::max(here.height, candidate.box.height);
  if (distance > reach) return impossible;
  const float look = look_.distanceTo(candidate.look, settings_.unknownLook);
  if (look > settings_.mostLook) return impossible;

  // Overlap tells neighbours apart, distance still orders those that no longer overlap.
  const float place = (1 - detect::overlap(here, candidate.box) + distance / reach) / 2;
  return settings_.placeWeight * place + settings_.lookWeight * look;
}

float LiveTrack::overlapWith(const cv::Rect2f& box) const { return detect::overlap(filter_.box(), box); }

bool LiveTrack::dead(absl::Duration at, const cv::Size& picture) const {
  const absl::Duration unseen = at - lastSeen();
  if (!confirmed_) return unseen > settings_.tentativeLife;
  const cv::Point2f centre = centreOf(filter_.box());
  const bool outside = centre.x < 0 || centre.y < 0 || centre.x >= static_cast<float>(picture.width) ||
                       centre.y >= static_cast<float>(picture.height);
  return unseen > (outside ? settings_.lostLifeAtEdge : settings_.lostLife);
}

void LiveTrack::vote(const Candidate& sighting) {
  votes_[sighting.objectClass] += std::max(sighting.score, 0.01F);
  float total = 0;
  const std::pair<const std::string, float>* best = nullptr;
  for (const auto& entry : votes_) {
    total += entry.second;
    if (best == nullptr || entry.second > best->second) best = &entry;
  }
  track_.objectClass = best->first;
  track_.classConfidence = best->second / total;
}

}  // namespace cameramonit::track
