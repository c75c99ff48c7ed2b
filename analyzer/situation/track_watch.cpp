#include "analyzer/situation/track_watch.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace cameramonit::situation {
namespace {

constexpr int kMinSightings = 3;
constexpr float kObjectTravel = 0.03F;  // of the picture's diagonal: leaves and reflections move less

cv::Point2f inPixels(cv::Point2f share, const cv::Size& picture) {
  return {share.x * static_cast<float>(picture.width), share.y * static_cast<float>(picture.height)};
}

}  // namespace

TrackWatch::TrackWatch(const TrackState& first, absl::Duration at, bool fromStart, const Scene& scene)
    : scene_(scene),
      id_(first.id),
      fromStart_(fromStart),
      firstAt_(at),
      lastAt_(at),
      state_(first),
      firstFoot_(footOf(first.box)),
      passage_(scene.picture),
      rest_(scene.thresholds),
      loiter_(scene.thresholds),
      zones_(scene.zones.size()) {
  for (const Line& line : scene.lines) {
    lines_.emplace_back(inPixels(line.from, scene.picture), inPixels(line.to, scene.picture));
  }
}

Situation TrackWatch::make(Kind kind, absl::Duration from, absl::Duration to, bool final, const std::string& placeId) {
  Situation situation;
  situation.kind = kind;
  situation.tracks = {id_};
  situation.from = from;
  situation.to = to;
  situation.final = final;
  situation.placeId = placeId;
  situation.ordinal = ++ordinals_[{kind, placeId}];
  return situation;
}

bool TrackWatch::worthTelling() const {
  if (isBelonging(state_.objectClass) || !state_.confirmed) return false;
  if (lastAt_ - firstAt_ < scene_.thresholds.confirm || sightings_ < kMinSightings) return false;
  // A person who comes moves; what is suddenly seen where nothing stirred is a shape that a detector takes for one.
  if (state_.objectClass == "person") return fromStart_ || stirred_;
  // Furniture and cars that stand from the start are the scene; what was never seen to move did nothing.
  float travel = scene_.thresholds.minimumTravel * unit();
  if (state_.objectClass == "object") {
    travel =
        std::max(travel, kObjectTravel * static_cast<float>(std::hypot(scene_.picture.width, scene_.picture.height)));
  }
  return farthest_ > travel;
}

void TrackWatch::step(absl::Duration at, const TrackState& state, std::vector<Situation>& out) {
  state_ = state;
  lastAt_ = at;
  stirred_ = stirred_ || state.stirred;
  sightings_ += state.seen ? 1 : 0;
  const cv::Point2f moved = foot() - firstFoot_;
  farthest_ = std::max(farthest_, std::hypot(moved.x, moved.y));
  passage_.add({.frame = 0, .at = at, .box = state.box, .score = 0, .seen = state.seen}, state.objectClass);
  if (!presence_ && worthTelling()) tellPresence(out);
  if (presence_ && presence_->kind == Kind::kMoved && state.confirmed && state.objectClass != "object") {
    presence_->kind = Kind::kAppeared;  // now it is known what it is
    presence_->to = at;
    out.push_back(*presence_);
  }
  watchRest(at, out);
  watchLines(at, out);
  watchZones(at, out);
  if (state.objectClass == "person") watchLoitering(at, out);
}

void TrackWatch::tellPresence(std::vector<Situation>& out) {
  presence_ = make(state_.objectClass == "object" ? Kind::kMoved : Kind::kAppeared, firstAt_, lastAt_, false);
  presence_->side = passage_.result().entered;
  // At the very start nobody saw it come, unless it is still coming in over an edge.
  presence_->alreadyThere = fromStart_;
  out.push_back(*presence_);
}

void TrackWatch::watchRest(absl::Duration at, std::vector<Situation>& out) {
  const RestWatch::Change change = rest_.step(at, foot(), unit());
  if (!presence_) return;
  if (change == RestWatch::Change::kStopped) {
    stop_ = make(Kind::kStopped, rest_.since(), at, false);
    out.push_back(*stop_);
  } else if (change == RestWatch::Change::kMovedOff && stop_) {
    finish(stop_, at, out);
    out.push_back(make(Kind::kMovedOff, at, at, true));
  }
}

void TrackWatch::watchZones(absl::Duration at, std::vector<Situation>& out) {
  for (std::size_t i = 0; i < zones_.size(); ++i) {
    const Zone& zone = scene_.zones[i];
    ZoneState& state = zones_[i];
    if (zone.polygon.size() < 3) continue;
    const cv::Point2f share{foot().x / static_cast<float>(std::max(1, scene_.picture.width)),
                            foot().y / static_cast<float>(std::max(1, scene_.picture.height))};
    const bool inside = cv::pointPolygonTest(zone.polygon, share, false) >= 0;
    if (inside == state.inside) {
      state.changingSince.reset();
      continue;
    }
    if (!state.changingSince) state.changingSince = at;
    if (at - *state.changingSince < scene_.thresholds.zoneHold || !presence_) continue;
    const absl::Duration since = *state.changingSince;
    state.changingSince.reset();
    state.inside = inside;
    if (inside) {
      state.visit = make(Kind::kEnteredZone, since, at, false, zone.id);
      state.visit.placeName = zone.name;
      state.visit.alreadyThere = fromStart_ && since == firstAt_;
      out.push_back(state.visit);
    } else {
      state.visit.to = since;
      state.visit.final = true;
      out.push_back(state.visit);
      Situation left = make(Kind::kLeftZone, since, since, true, zone.id);
      left.placeName = zone.name;
      out.push_back(left);
    }
  }
}

void TrackWatch::watchLines(absl::Duration at, std::vector<Situation>& out) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto way = lines_[i].step(foot(), scene_.thresholds.lineMargin * unit());
    if (!way || !presence_) continue;
    const Line& line = scene_.lines[i];
    Situation crossed = make(Kind::kCrossedLine, at, at, true, line.id);
    crossed.placeName = line.name;
    crossed.wayName = *way == LineCrossing::Way::kLeftToRight ? line.leftToRightName : line.rightToLeftName;
    out.push_back(crossed);
  }
}

void TrackWatch::watchLoitering(absl::Duration at, std::vector<Situation>& out) {
  const LoiterWatch::Change change = loiter_.step(at, foot(), unit());
  if (change == LoiterWatch::Change::kEnded) finish(loitering_, at, out);
  if (change == LoiterWatch::Change::kBegan && presence_) {
    loitering_ = make(Kind::kLoitered, loiter_.since(), at, false);
    out.push_back(*loitering_);
  }
}

bool TrackWatch::gone(absl::Duration now) const {
  absl::Duration patience = scene_.thresholds.leave;
  if (rest_.resting()) {
    patience = std::max(
        patience, state_.objectClass == "person" ? scene_.thresholds.standPatience : scene_.thresholds.restPatience);
  }
  return now - lastAt_ >= patience;
}

bool TrackWatch::atEdge() const {
  const feature::Side side = passage_.result().left;
  return side != feature::Side::kWithin && side != feature::Side::kUnknown;
}

void TrackWatch::finish(std::optional<Situation>& open, absl::Duration at, std::vector<Situation>& out) {
  if (!open) return;
  open->to = at;
  open->final = true;
  out.push_back(*open);
  open.reset();
}

void TrackWatch::endAll(bool stillThere, std::vector<Situation>& out) {
  finish(stop_, lastAt_, out);
  finish(loitering_, lastAt_, out);
  for (ZoneState& zone : zones_) {
    if (!zone.inside) continue;
    zone.inside = false;
    zone.visit.to = lastAt_;
    zone.visit.final = true;
    zone.visit.stillThere = stillThere;
    out.push_back(zone.visit);
  }
  if (presence_) presence_->stillThere = stillThere;
  finish(presence_, lastAt_, out);
}

void TrackWatch::leave(std::vector<Situation>& out) {
  const bool tell = presence_ && presence_->kind == Kind::kAppeared;
  endAll(false, out);
  if (!tell) return;
  Situation left = make(Kind::kLeft, lastAt_, lastAt_, true);
  left.side = passage_.result().left;
  out.push_back(left);
}

void TrackWatch::close(std::vector<Situation>& out) {
  endAll(true, out);
}

}  // namespace cameramonit::situation
