#include "analyzer/track/live_track.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analyzer/detect/detection.h"

namespace cameramonit::track {
namespace {

cv::Point2f centreOf(const cv::Rect2f& box) {
  return {box.x + box.width / 2, box.y + box.height / 2};
}

/// How far a box has moved in shorter sides, by its centre or by an edge that came into the picture.
float travel(const cv::Rect2f& from, const cv::Rect2f& to) {
  const cv::Point2f way = centreOf(to) - centreOf(from);
  return std::hypot(way.x, way.y) / std::max(1.0F, std::min(to.width, to.height));
}

}  // namespace

LiveTrack::LiveTrack(std::uint64_t id, std::int64_t frame, absl::Duration at, const Candidate& first,
                     const TrackerSettings& settings)
    : settings_(settings), filter_(first.box, at, settings.filter), look_(first.look), at_(at) {
  track_.id = id;
  track_.evidence = first.evidence;
  track_.observations.push_back({frame, at, first.box, first.score, true});
  vote(first);
}

void LiveTrack::predict(absl::Duration at) {
  filter_.predict(at);
  unseen_ += at - at_;  // until it is seen
  at_ = at;
}

void LiveTrack::add(std::int64_t frame, absl::Duration at, const Candidate& sighting) {
  if (sighting.evidence == Evidence::kMotion) {
    filter_.follow(sighting.box);
  } else {
    filter_.correct(sighting.box);
  }
  // A region shows more than the object: where its look would never fit again, the first detection shows it better.
  const bool named = sighting.evidence == Evidence::kDetector && kind() == Kind::kUnknown;
  const bool renewed = named && look_.distanceTo(sighting.look, 0) > settings_.mostLook;
  if (!sighting.crowded) look_.blend(sighting.look, renewed ? 1.0F : settings_.lookLearning);
  track_.observations.push_back({frame, at, sighting.box, sighting.score, true});
  ++hits_;
  vote(sighting);
  unseen_ = absl::ZeroDuration();
  disturbed_ = false;
  confirmed_ = confirmed_ || believable(at);
}

void LiveTrack::addRegion(std::int64_t frame, absl::Duration at, const cv::Rect2f& box) {
  filter_.correct(box);
  track_.observations.push_back({frame, at, filter_.box(), 0, true});
  unseen_ = absl::ZeroDuration();
  disturbed_ = false;
}

void LiveTrack::hold(std::int64_t frame, absl::Duration at) {
  const cv::Rect2f box = lastBox();
  filter_.rest(box);
  track_.observations.push_back({frame, at, box, 0, false});
  unseen_ = absl::ZeroDuration();
}

void LiveTrack::noteLook() {
  if (kind() == Kind::kUnknown) ++looksInVain_;
}

void LiveTrack::miss(float movingShare) {
  if (movingShare > settings_.disturbedCover) disturbed_ = true;
}

float LiveTrack::cost(const Candidate& candidate) const {
  const float impossible = settings_.mostCost;
  const Kind mine = kind();
  const bool sameKind = candidate.kind == mine;
  if (!sameKind && candidate.kind != Kind::kUnknown && mine != Kind::kUnknown) return impossible;
  const bool unclear = candidate.kind == Kind::kUnknown || mine == Kind::kUnknown;
  const cv::Rect2f here = filter_.box();
  const float ratio = here.height / candidate.box.height;
  const float mostRatio = unclear ? settings_.mostRegionRatio : settings_.mostSizeRatio;
  if (ratio > mostRatio || ratio < 1 / mostRatio) return impossible;

  // What stands still is awaited where it was, however long that takes.
  const auto unseen = still() ? 0.0F : static_cast<float>(absl::ToDoubleSeconds(unseen_));
  const float reach = settings_.mostDistance + settings_.distanceGrowth * unseen;
  const cv::Point2f apart = centreOf(here) - centreOf(candidate.box);
  const float size = unclear ? std::max({here.width, here.height, candidate.box.width, candidate.box.height})
                             : std::max(here.height, candidate.box.height);
  const float distance = std::hypot(apart.x, apart.y) / size;
  if (distance > reach) return impossible;
  // Overlap tells neighbours apart, distance still orders those that no longer overlap.
  const float place = (1 - detect::overlap(here, candidate.box) + distance / reach) / 2;
  const float look = look_.distanceTo(candidate.look, settings_.unknownLook);
  // What comes into the picture piece by piece looks different from frame to frame.
  if (unclear) return impossible * (settings_.placeWeight * place + settings_.unclearLookWeight * look);
  if (look > settings_.mostLook) return impossible;
  return settings_.placeWeight * place + settings_.lookWeight * look;
}

float LiveTrack::overlapWith(const cv::Rect2f& box) const {
  return detect::overlap(filter_.box(), box);
}

bool LiveTrack::still() const {
  if (!confirmed_ || at_ - track_.observations.front().at < settings_.stillAfter) return false;
  const cv::Point2f speed = filter_.velocity();
  return std::hypot(speed.x, speed.y) < settings_.stillSpeed * filter_.box().height;
}

bool LiveTrack::dead(const cv::Size& picture) const {
  if (!confirmed_) return unseen_ > settings_.tentativeLife;
  const cv::Point2f centre = centreOf(filter_.box());
  const bool outside = centre.x < 0 || centre.y < 0 || centre.x >= static_cast<float>(picture.width) ||
                       centre.y >= static_cast<float>(picture.height);
  if (outside) return unseen_ > settings_.lostLifeAtEdge;
  if (!still() || disturbed_) return unseen_ > settings_.lostLife;
  const bool parks = kind() == Kind::kVehicle || kind() == Kind::kCycle;
  return unseen_ > (parks ? settings_.lostLifeParked : settings_.lostLifeStill);
}

Track LiveTrack::takeTrack() && {
  while (!track_.observations.empty() && !track_.observations.back().seen) track_.observations.pop_back();
  return std::move(track_);
}

void LiveTrack::vote(const Candidate& sighting) {
  votes_[sighting.objectClass] +=
      sighting.evidence == Evidence::kMotion ? settings_.motionVote : std::max(sighting.score, 0.01F);
  float total = 0;
  for (const auto& entry : votes_) total += entry.second;
  const auto best =
      std::max_element(votes_.begin(), votes_.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  track_.objectClass = best->first;
  track_.classConfidence = best->second / total;
  track_.evidence = track_.objectClass == kUnknownClass ? Evidence::kMotion : Evidence::kDetector;
}

bool LiveTrack::believable(absl::Duration at) const {
  const Observation& first = track_.observations.front();
  if (hits_ < settings_.confirmHits || at - first.at < settings_.confirmSpan) return false;
  if (kind() != Kind::kUnknown) return true;
  return at - first.at >= settings_.motionConfirmSpan && travel(first.box, lastBox()) >= settings_.leastTravel;
}

}  // namespace cameramonit::track
