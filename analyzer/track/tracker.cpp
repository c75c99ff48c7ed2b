#include "analyzer/track/tracker.h"

#include <algorithm>
#include <utility>

#include "analyzer/track/assignment.h"

namespace cameramonit::track {
namespace {

constexpr float kCrowdedCover = 0.25F;  // share of a box that another one covers
constexpr float kInsideCover = 0.8F;    // share of a box that must lie where the detector looked

float coveredShare(const cv::Rect2f& box, const cv::Rect2f& by) {
  return box.area() > 0 ? (box & by).area() / box.area() : 0;
}

/// Share of `box` in which something moves.
float movingShare(const cv::Rect2f& box, const std::vector<motion::Region>& regions) {
  float share = 0;
  for (const motion::Region& region : regions) share += coveredShare(box, region.box) * region.movingShare;
  return share;
}

}  // namespace

Tracker::Tracker(const cv::Size& picture, const TrackerSettings& settings) : picture_(picture), settings_(settings) {}

TrackerStep Tracker::update(const TrackerInput& input) {
  TrackerStep step;
  removeDead(false, step);
  for (const auto& track : live_) track->predict(input.at);

  Pairing pairing;
  pairing.candidates = candidatesOf(input);
  pairing.used.assign(pairing.candidates.size(), 0);
  pairing.matched.assign(live_.size(), 0);
  std::vector<char> wasConfirmed;
  for (const auto& track : live_) wasConfirmed.push_back(track->confirmed() ? 1 : 0);
  match(input, Round::kConfirmedStrong, pairing);
  match(input, Round::kConfirmedWeak, pairing);
  match(input, Round::kNaming, pairing);
  match(input, Round::kTentative, pairing);
  continueByRegions(input, pairing);
  addRegions(input, pairing);
  match(input, Round::kMotion, pairing);
  settle(input, pairing);
  start(input, pairing);

  for (std::size_t i = 0; i < live_.size(); ++i) {
    const LiveTrack& track = *live_[i];
    if (!track.present()) continue;
    step.sightings.push_back(
        {track.track().id, track.track().observations.back(), track.predictedBox(), track.confirmed()});
    if (i < wasConfirmed.size() && wasConfirmed[i] == 0 && track.confirmed()) {
      step.confirmed.push_back(track.track().id);
    }
  }
  return step;
}

TrackerStep Tracker::finish() {
  TrackerStep step;
  removeDead(true, step);
  return step;
}

const Track* Tracker::find(std::uint64_t id) const {
  for (const auto& track : live_) {
    if (track->track().id == id) return &track->track();
  }
  return nullptr;
}

std::vector<cv::Rect2f> Tracker::uncertainBoxes() const {
  std::vector<cv::Rect2f> boxes;
  for (const auto& track : live_) {
    if (track->kind() != Kind::kUnknown && !(track->still() && track->present())) {
      boxes.push_back(track->predictedBox());
    }
  }
  return boxes;
}

std::vector<cv::Rect2f> Tracker::familiarBoxes() const {
  std::vector<cv::Rect2f> boxes;
  for (const auto& track : live_) {
    if (track->familiar()) boxes.push_back(track->predictedBox());
  }
  return boxes;
}

std::vector<Candidate> Tracker::candidatesOf(const TrackerInput& input) const {
  const float leastHeight = settings_.leastHeight * static_cast<float>(picture_.height);
  std::vector<Candidate> candidates;
  for (const detect::Detection& detection : input.detections) {
    const Kind kind = kindOf(detection.objectClass);
    if (kind == Kind::kNone || detection.score < settings_.weakScore || detection.box.height < leastHeight) continue;
    const bool duplicate = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& better) {
      return better.kind == kind && detect::overlap(better.box, detection.box) > settings_.duplicateOverlap;
    });
    if (duplicate) continue;
    Candidate candidate;
    candidate.box = detection.box;
    candidate.score = detection.score;
    candidate.objectClass = detection.objectClass;
    candidate.kind = kind;
    candidate.look = Appearance::of(input.picture, detection.box);
    candidates.push_back(std::move(candidate));
  }
  for (Candidate& one : candidates) {
    one.crowded = std::any_of(candidates.begin(), candidates.end(), [&one](const Candidate& other) {
      return &one != &other && coveredShare(one.box, other.box) > kCrowdedCover;
    });
  }
  return candidates;
}

void Tracker::addRegions(const TrackerInput& input, Pairing& pairing) const {
  std::vector<cv::Rect2f> explained;
  for (const auto& track : live_) {
    if (track->kind() != Kind::kUnknown) explained.push_back(track->predictedBox());
  }
  for (const Candidate& candidate : pairing.candidates) explained.push_back(candidate.box);
  for (const motion::Region& region : input.regions) {
    float covered = 0;
    bool contains = false;
    for (const cv::Rect2f& box : explained) {
      covered += coveredShare(region.box, box);
      contains = contains || coveredShare(box, region.box) > settings_.explainedCover;
    }
    if (contains || covered > settings_.explainedCover) continue;
    Candidate candidate;
    candidate.box = region.box;
    candidate.score = region.movingShare;
    candidate.objectClass = kUnknownClass;
    candidate.kind = Kind::kUnknown;
    candidate.evidence = Evidence::kMotion;
    candidate.look = Appearance::of(input.picture, region.box);
    pairing.candidates.push_back(std::move(candidate));
    pairing.used.push_back(0);
  }
}

void Tracker::continueByRegions(const TrackerInput& input, Pairing& pairing) {
  for (std::size_t i = 0; i < pairing.matched.size(); ++i) {
    LiveTrack& track = *live_[i];
    if (pairing.matched[i] != 0 || !track.confirmed() || track.kind() == Kind::kUnknown) continue;
    const motion::Region* best = nullptr;
    float bestOverlap = settings_.continueOverlap;
    for (const motion::Region& region : input.regions) {
      const float overlap = track.overlapWith(region.box);
      if (overlap < bestOverlap || sharedWithOthers(region, i, pairing)) continue;
      best = &region;
      bestOverlap = overlap;
    }
    if (best == nullptr) continue;
    if (best->movingShare < settings_.leastMovingShare && track.still()) {
      track.hold(input.frame, input.at);
    } else {
      track.addRegion(input.frame, input.at, best->box);
    }
    pairing.matched[i] = 1;
  }
}

bool Tracker::sharedWithOthers(const motion::Region& region, std::size_t track, const Pairing& pairing) const {
  const auto inRegion = [&region](const cv::Rect2f& box) { return coveredShare(box, region.box) > kCrowdedCover; };
  for (std::size_t i = 0; i < pairing.matched.size(); ++i) {
    if (i != track && live_[i]->kind() != Kind::kUnknown && inRegion(live_[i]->predictedBox())) return true;
  }
  return std::any_of(pairing.candidates.begin(), pairing.candidates.end(),
                     [&inRegion](const Candidate& candidate) { return inRegion(candidate.box); });
}

bool Tracker::competes(const LiveTrack& track, Round round) const {
  const bool unknown = track.kind() == Kind::kUnknown;
  if (round == Round::kMotion || round == Round::kNaming) return unknown;
  return !unknown && track.confirmed() == (round != Round::kTentative);
}

bool Tracker::competes(const Candidate& candidate, Round round) const {
  if (round == Round::kMotion) return candidate.evidence == Evidence::kMotion;
  if (candidate.evidence == Evidence::kMotion) return false;
  return round == Round::kConfirmedWeak || candidate.score >= settings_.newTrackScore;
}

bool Tracker::placeFits(const LiveTrack& track, const Candidate& candidate, Round round) const {
  if (round == Round::kConfirmedWeak) return track.overlapWith(candidate.box) >= settings_.weakOverlap;
  return round != Round::kNaming || track.overlapWith(candidate.box) >= settings_.adoptOverlap;
}

void Tracker::match(const TrackerInput& input, Round round, Pairing& pairing) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < pairing.matched.size(); ++i) {
    if (pairing.matched[i] == 0 && competes(*live_[i], round)) rows.push_back(i);
  }
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < pairing.candidates.size(); ++j) {
    if (pairing.used[j] == 0 && competes(pairing.candidates[j], round)) columns.push_back(j);
  }
  std::vector<std::vector<double>> costs(rows.size(), std::vector<double>(columns.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LiveTrack& track = *live_[rows[i]];
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const Candidate& candidate = pairing.candidates[columns[j]];
      const bool fits = placeFits(track, candidate, round);
      costs[i][j] = fits ? track.cost(candidate) : settings_.mostCost;
    }
  }
  const std::vector<int> columnOfRow = assign(costs, settings_.mostCost);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (columnOfRow[i] < 0) continue;
    const std::size_t candidate = columns[columnOfRow[i]];
    live_[rows[i]]->add(input.frame, input.at, pairing.candidates[candidate]);
    pairing.matched[rows[i]] = 1;
    pairing.used[candidate] = 1;
  }
}

void Tracker::settle(const TrackerInput& input, const Pairing& pairing) {
  for (std::size_t i = 0; i < pairing.matched.size(); ++i) {
    LiveTrack& track = *live_[i];
    const bool lookedAt = coveredShare(track.lastBox(), input.looked) >= kInsideCover;
    if (lookedAt) track.noteLook();
    if (pairing.matched[i] != 0) continue;
    if (track.still() && track.kind() != Kind::kUnknown && !lookedAt) {
      track.hold(input.frame, input.at);
    } else {
      track.miss(movingShare(track.lastBox(), input.regions));
    }
  }
}

void Tracker::start(const TrackerInput& input, const Pairing& pairing) {
  for (std::size_t j = 0; j < pairing.candidates.size(); ++j) {
    const Candidate& candidate = pairing.candidates[j];
    const float leastScore =
        candidate.evidence == Evidence::kMotion ? settings_.leastMovingShare : settings_.newTrackScore;
    if (pairing.used[j] != 0 || candidate.score < leastScore) continue;
    bool covered = false;  // a second box on somebody who is already followed
    for (std::size_t i = 0; i < pairing.matched.size() && !covered; ++i) {
      const LiveTrack& track = *live_[i];
      covered = pairing.matched[i] != 0 && track.confirmed() && track.kind() == candidate.kind &&
                detect::overlap(track.lastBox(), candidate.box) > settings_.birthOverlap;
    }
    if (!covered) live_.push_back(std::make_unique<LiveTrack>(nextId_++, input.frame, input.at, candidate, settings_));
  }
}

void Tracker::removeDead(bool all, TrackerStep& step) {
  std::erase_if(live_, [&](std::unique_ptr<LiveTrack>& track) {
    if (!all && !track->dead(picture_)) return false;
    if (track->confirmed()) {
      step.ended.push_back(std::move(*track).takeTrack());
    } else {
      step.discarded.push_back(track->track().id);
    }
    return true;
  });
}

}  // namespace cameramonit::track
