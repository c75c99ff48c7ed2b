#include "analyzer/track/tracker.h"

#include <algorithm>
#include <utility>

#include "analyzer/track/assignment.h"

namespace cameramonit::track {
namespace {

constexpr float kCrowdedCover = 0.25F;  // share of a box that another one covers

float coveredShare(const cv::Rect2f& box, const cv::Rect2f& by) {
  return box.area() > 0 ? (box & by).area() / box.area() : 0;
}

}  // namespace

Tracker::Tracker(const cv::Size& picture, const TrackerSettings& settings) : picture_(picture), settings_(settings) {}

TrackerStep Tracker::update(const TrackerInput& input) {
  TrackerStep step;
  removeDead(input.at, step);
  for (const auto& track : live_) track->predict(input.at);

  const std::vector<Candidate> candidates = candidatesOf(input);
  std::vector<char> used(candidates.size(), 0);
  std::vector<char> matched(live_.size(), 0);
  std::vector<char> wasConfirmed;
  for (const auto& track : live_) wasConfirmed.push_back(track->confirmed() ? 1 : 0);
  match(candidates, input, used, matched, false);
  match(candidates, input, used, matched, true);
  start(candidates, input, used);

  for (std::size_t i = 0; i < live_.size(); ++i) {
    const LiveTrack& track = *live_[i];
    if (track.track().observations.back().frame != input.frame) continue;
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
  removeDead(absl::InfiniteDuration(), step);
  return step;
}

const Track* Tracker::find(std::uint64_t id) const {
  for (const auto& track : live_) {
    if (track->track().id == id) return &track->track();
  }
  return nullptr;
}

std::vector<cv::Rect2f> Tracker::expectedBoxes() const {
  std::vector<cv::Rect2f> boxes;
  for (const auto& track : live_) {
    if (track->confirmed()) boxes.push_back(track->predictedBox());
  }
  return boxes;
}

std::vector<Candidate> Tracker::candidatesOf(const TrackerInput& input) const {
  std::vector<Candidate> candidates;
  for (const detect::Detection& detection : input.detections) {
    const Kind kind = kindOf(detection.objectClass);
    if (kind == Kind::kNone || detection.score < settings_.weakScore) continue;
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

void Tracker::match(const std::vector<Candidate>& candidates, const TrackerInput& input, std::vector<char>& used,
                    std::vector<char>& matched, bool weak) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < matched.size(); ++i) {
    if (matched[i] == 0 && (!weak || live_[i]->confirmed())) rows.push_back(i);
  }
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    if (used[j] == 0 && (weak || candidates[j].score >= settings_.newTrackScore)) columns.push_back(j);
  }
  std::vector<std::vector<double>> costs(rows.size(), std::vector<double>(columns.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const Candidate& candidate = candidates[columns[j]];
      const bool fits = !weak || live_[rows[i]]->overlapWith(candidate.box) >= settings_.weakOverlap;
      costs[i][j] = fits ? live_[rows[i]]->cost(candidate, input.at) : settings_.mostCost;
    }
  }
  const std::vector<int> columnOfRow = assign(costs, settings_.mostCost);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (columnOfRow[i] < 0) continue;
    const std::size_t candidate = columns[columnOfRow[i]];
    live_[rows[i]]->add(input.frame, input.at, candidates[candidate]);
    matched[rows[i]] = 1;
    used[candidate] = 1;
  }
}

void Tracker::start(const std::vector<Candidate>& candidates, const TrackerInput& input,
                    const std::vector<char>& used) {
  for (std::size_t j = 0; j < candidates.size(); ++j) {
    if (used[j] != 0 || candidates[j].score < settings_.newTrackScore) continue;
    live_.push_back(std::make_unique<LiveTrack>(nextId_++, input.frame, input.at, candidates[j], settings_));
  }
}

void Tracker::removeDead(absl::Duration at, TrackerStep& step) {
  std::erase_if(live_, [&](std::unique_ptr<LiveTrack>& track) {
    if (!track->dead(at, picture_)) return false;
    if (track->confirmed()) {
      step.ended.push_back(std::move(*track).takeTrack());
    } else {
      step.discarded.push_back(track->track().id);
    }
    return true;
  });
}

}  // namespace cameramonit::track
