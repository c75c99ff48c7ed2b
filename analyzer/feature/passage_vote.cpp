#include "analyzer/feature/passage_vote.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cameramonit::feature {
namespace {

constexpr absl::Duration kEnd = absl::Seconds(1);  // how much of each end of a track tells where it came from
constexpr double kEdge = 0.02;                     // of the picture: a box this near an edge touches it
constexpr double kLookAhead = 0.5;                 // s: what is first seen this far from an edge came in over it
constexpr float kStayed = 0.6F;                    // of its own size: moved less than this is no direction
constexpr float kGrown = 1.12F;                    // height ratio below which depth can't be told
constexpr float kHorizon = 0.6F;                   // of the picture's height: a higher horizon is a view from above
constexpr float kBin = 0.25F;
constexpr float kMoving = 0.25F;  // object sizes a second
constexpr std::size_t kMetricWindows = 120;

float scaleOf(const cv::Rect2f& box, bool person) {
  return person ? box.height : std::sqrt(box.area());
}

}  // namespace

PassageVote::PassageVote(cv::Size picture, const GroundPlane* ground) : picture_(picture), ground_(ground) {}

bool PassageVote::whole(const cv::Rect2f& box) const {
  const auto w = static_cast<float>(picture_.width), h = static_cast<float>(picture_.height);
  return box.x > 0.005F * w && box.y > 0.005F * h && box.br().x < 0.995F * w && box.br().y < 0.995F * h;
}

void PassageVote::add(const track::Observation& observation, std::string_view objectClass) {
  if (!observation.seen) return;
  person_ = objectClass == "person";
  known_ = objectClass != "object";
  const Sample sample{observation.at, observation.box};
  if (first_.empty() || (sample.at - first_.front().at <= kEnd && first_.size() < 64)) first_.push_back(sample);
  last_.push_back(sample);
  while (last_.size() > 2 && (sample.at - last_.front().at > kEnd || last_.size() > 64)) last_.pop_front();

  if (whole(sample.box)) {
    if (!firstWhole_) firstWhole_ = sample;
    lastWhole_ = sample;
  }
  largestArea_ = std::max(largestArea_, sample.box.area());
  largestHeight_ = std::max(largestHeight_, sample.box.height);
  const auto third = [](float at, int length) {
    return std::clamp(static_cast<int>(3 * at / static_cast<float>(std::max(1, length))), 0, 2);
  };
  const cv::Point2f centre = sample.centre();
  ++placeCounts_[static_cast<std::size_t>(third(centre.y, picture_.height) * 3 + third(centre.x, picture_.width))];
  measureSpeed(sample);
}

void PassageVote::measureSpeed(const Sample& sample) {
  if (!windowStart_) windowStart_ = sample;
  const double seconds = absl::ToDoubleSeconds(sample.at - windowStart_->at);
  if (seconds < 1) return;
  // A box that an edge cuts grows and shrinks without the object moving.
  if (whole(sample.box) && whole(windowStart_->box) && seconds < 2) {
    const cv::Point2f moved = sample.foot() - windowStart_->foot();
    const float scale = std::max(1.0F, scaleOf(sample.box, person_));
    const float relative = std::hypot(moved.x, moved.y) / scale / static_cast<float>(seconds);
    const auto bin = std::min(relativeSpeeds_.size() - 1, static_cast<std::size_t>(relative / kBin));
    ++relativeSpeeds_[bin];
    if (ground_ != nullptr) {
      const cv::Point2f metres = ground_->toMetres(sample.foot()) - ground_->toMetres(windowStart_->foot());
      if (relative > kMoving) {
        if (metricSpeeds_.size() == kMetricWindows) metricSpeeds_.erase(metricSpeeds_.begin());
        metricSpeeds_.push_back(std::hypot(metres.x, metres.y) / static_cast<float>(seconds));
      }
      const cv::Point2f across = ground_->toMetres({sample.box.br().x, sample.box.br().y}) -
                                 ground_->toMetres({sample.box.x, sample.box.br().y});
      metricWidth_ = std::max(metricWidth_, std::hypot(across.x, across.y));
    }
  }
  windowStart_ = sample;
}

PassageVote::Motion PassageVote::motionOf(const Sample& outer, const Sample& inner) const {
  const double seconds = absl::ToDoubleSeconds(inner.at - outer.at);
  if (seconds == 0) return {{0, 0}, outer.box};
  // Of a box that is cut by an edge, the sides within the picture move as the object does; take the faster of both.
  const auto faster = [](float a, float b) { return std::abs(a) > std::abs(b) ? a : b; };
  const auto rate = static_cast<float>(1 / seconds);
  return {{faster(inner.box.x - outer.box.x, inner.box.br().x - outer.box.br().x) * rate,
           faster(inner.box.y - outer.box.y, inner.box.br().y - outer.box.br().y) * rate},
          outer.box};
}

Side PassageVote::sideOf(const Motion& motion, bool entering) const {
  // Seen backwards in time, what enters goes out.
  const auto w = static_cast<float>(picture_.width), h = static_cast<float>(picture_.height);
  const cv::Point2f out = motion.perSecond * (entering ? -1.0F : 1.0F);
  struct Edge {
    Side side;
    float distance, outwards, length;
  };
  const std::array<Edge, 4> edges = {{{Side::kLeft, motion.box.x, -out.x, w},
                                      {Side::kRight, w - motion.box.br().x, out.x, w},
                                      {Side::kTop, motion.box.y, -out.y, h},
                                      {Side::kBottom, h - motion.box.br().y, out.y, h}}};
  Side best = Side::kWithin;
  float bestScore = 0;
  for (const Edge& edge : edges) {
    const float touch = static_cast<float>(kEdge) * edge.length;
    const float reach = touch + std::max(0.0F, edge.outwards) * static_cast<float>(kLookAhead);
    if (edge.distance > reach) continue;
    // In a corner the edge it moves over wins; standing at an edge, the nearest.
    const float score = 1 + edge.outwards / edge.length * 10 - std::max(0.0F, edge.distance) / edge.length;
    if (best == Side::kWithin || score > bestScore) {
      best = edge.side;
      bestScore = score;
    }
  }
  return best;
}

bool PassageVote::fromAbove() const {
  // On flat ground an object's height is proportional to how far below the horizon it stands.
  const Sample &a = *firstWhole_, &b = *lastWhole_;
  const float grown = b.box.height - a.box.height;
  if (std::abs(grown) < 1) return true;
  const float horizon = (a.foot().y * b.box.height - b.foot().y * a.box.height) / grown;
  return horizon < -kHorizon * static_cast<float>(picture_.height);
}

Direction PassageVote::direction() const {
  const cv::Rect2f &start = first_.front().box, &end = last_.back().box;
  const cv::Point2f moved = last_.back().centre() - first_.front().centre();
  const float scale = std::sqrt(std::max(start.area(), end.area()));
  if (std::hypot(moved.x, moved.y) < kStayed * scale) return Direction::kNone;
  const float grown = firstWhole_ ? lastWhole_->box.height / firstWhole_->box.height : 1.0F;
  const bool deeper = (moved.y > 0 ? grown > kGrown : grown < 1 / kGrown) && !fromAbove();
  // Depth is foreshortened: much growth outweighs a longer way across.
  const float depth = std::abs(std::log(std::max(grown, 0.01F)));
  const float vertical = std::abs(moved.y) * (deeper ? 1.0F + depth : 1.0F);
  if (std::abs(moved.x) >= vertical) return moved.x > 0 ? Direction::kLeftToRight : Direction::kRightToLeft;
  if (moved.y > 0) return deeper ? Direction::kTowardsCamera : Direction::kTopToBottom;
  return deeper ? Direction::kAway : Direction::kBottomToTop;
}

float PassageVote::relativeSpeed() const {
  const auto firstMoving = static_cast<std::size_t>(kMoving / kBin);
  const int moving =
      std::accumulate(relativeSpeeds_.begin() + static_cast<std::ptrdiff_t>(firstMoving), relativeSpeeds_.end(), 0);
  if (moving < 2) return 0;
  int seen = 0;
  std::size_t bin = firstMoving;
  while (bin + 1 < relativeSpeeds_.size() && (seen += relativeSpeeds_[bin]) * 2 < moving) ++bin;
  return (static_cast<float>(bin) + 0.5F) * kBin;
}

cv::Point2f PassageVote::way() const {
  if (first_.empty() || picture_.empty()) return {0, 0};
  const cv::Point2f moved = last_.back().centre() - first_.front().centre();
  return {moved.x / static_cast<float>(picture_.width), moved.y / static_cast<float>(picture_.height)};
}

cv::Point2f PassageVote::middle() const {
  if (first_.empty() || picture_.empty()) return {0.5F, 0.5F};
  const cv::Point2f both = (last_.back().centre() + first_.front().centre()) / 2;
  return {both.x / static_cast<float>(picture_.width), both.y / static_cast<float>(picture_.height)};
}

Speed PassageVote::speed() const {
  if (ground_ != nullptr && !metricSpeeds_.empty() && person_) {
    auto sorted = metricSpeeds_;
    std::sort(sorted.begin(), sorted.end());
    const float metres = sorted[sorted.size() / 2];
    return metres > 2.5F ? Speed::kRunning : metres < 0.6F ? Speed::kSlow : Speed::kNormal;
  }
  const float median = relativeSpeed();
  if (median == 0) return Speed::kUnknown;
  // People are about 1.7 m high and walk 0.8 heights a second; a car's box is about 2.5 m across.
  if (person_) return median > 1.7F ? Speed::kRunning : median < 0.4F ? Speed::kSlow : Speed::kNormal;
  if (!known_) return median < 0.4F ? Speed::kSlow : median > 4 ? Speed::kFast : Speed::kNormal;
  return median > 4.5F ? Speed::kFast : median < 0.8F ? Speed::kSlow : Speed::kNormal;
}

Size PassageVote::size() const {
  if (picture_.area() == 0 || largestArea_ == 0) return Size::kUnknown;
  const float share = largestArea_ / static_cast<float>(picture_.area());
  if (share < 0.004F) return Size::kSmall;
  return share > 0.15F ? Size::kLarge : Size::kMedium;
}

Passage PassageVote::result() const {
  Passage passage;
  if (first_.empty()) return passage;
  passage.from = first_.front().at;
  passage.to = last_.back().at;
  passage.entered = sideOf(motionOf(first_.front(), first_.back()), true);
  passage.left = sideOf(motionOf(last_.back(), last_.front()), false);
  passage.direction = direction();
  passage.speed = speed();
  passage.size = size();
  const auto most = std::max_element(placeCounts_.begin(), placeCounts_.end()) - placeCounts_.begin();
  passage.place = {static_cast<int>(most % 3) - 1, static_cast<int>(most / 3) - 1};
  if (!metricSpeeds_.empty()) {
    auto sorted = metricSpeeds_;
    std::sort(sorted.begin(), sorted.end());
    passage.metresPerSecond = sorted[sorted.size() / 2];
  }
  if (metricWidth_ > 0) passage.widthMetres = metricWidth_;
  return passage;
}

}  // namespace cameramonit::feature
