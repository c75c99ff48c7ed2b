#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/situation/situation_engine.h"

namespace cameramonit::situation {

/// Plays actors along paths past an engine, five frames a second, and keeps what is told.
class Stage {
 public:
  explicit Stage(Scene scene = {.picture = {1000, 500}}) : scene_(std::move(scene)) {}

  /// A place in time: the foot of the box at `x`, `y` at `second`.
  struct Mark {
    double second, x, y;
  };

  /// An actor that goes from mark to mark and is only there between the first and the last.
  Stage& actor(std::uint64_t id, std::string objectClass, std::vector<Mark> path, cv::Size2f size = {40, 100}) {
    actors_.push_back({id, std::move(objectClass), std::move(path), size});
    return *this;
  }

  /// Plays up to `seconds` and returns every telling.
  std::vector<Situation> play(double seconds) {
    SituationEngine engine(scene_);
    std::vector<Situation> told;
    const auto keep = [&told](std::vector<Situation> more) { told.insert(told.end(), more.begin(), more.end()); };
    const int frames = static_cast<int>(seconds * 5);
    for (int i = 0; i <= frames; ++i) {
      const double now = i / 5.0;
      std::vector<TrackState> states;
      for (const Actor& actor : actors_) {
        if (const auto foot = at(actor.path, now)) {
          states.push_back(
              {actor.id,
               actor.objectClass,
               {foot->x - actor.size.width / 2, foot->y - actor.size.height, actor.size.width, actor.size.height}});
        }
      }
      keep(engine.observe(absl::Milliseconds(200 * i), states));
    }
    keep(engine.finish(absl::Milliseconds(200 * frames)));
    return told;
  }

 private:
  struct Actor {
    std::uint64_t id;
    std::string objectClass;
    std::vector<Mark> path;
    cv::Size2f size;
  };

  static std::optional<cv::Point2f> at(const std::vector<Mark>& path, double now) {
    if (now < path.front().second || now > path.back().second) return std::nullopt;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
      const Mark &a = path[i], &b = path[i + 1];
      if (now > b.second) continue;
      const double t = b.second == a.second ? 0 : (now - a.second) / (b.second - a.second);
      return cv::Point2f(static_cast<float>(a.x + (b.x - a.x) * t), static_cast<float>(a.y + (b.y - a.y) * t));
    }
    return cv::Point2f(static_cast<float>(path.back().x), static_cast<float>(path.back().y));
  }

  Scene scene_;
  std::vector<Actor> actors_;
};

/// The final tellings of one kind.
inline std::vector<Situation> finals(const std::vector<Situation>& told, Kind kind) {
  std::vector<Situation> found;
  for (const Situation& situation : told) {
    if (situation.kind == kind && situation.final) found.push_back(situation);
  }
  return found;
}

/// "kind" of every final telling, in order of beginning.
inline std::vector<std::string> story(const std::vector<Situation>& told) {
  std::vector<std::string> kinds;
  for (const Situation& situation : finalTellings(told)) kinds.emplace_back(kindToken(situation.kind));
  return kinds;
}

}  // namespace cameramonit::situation
