#include "server/application/limits.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <absl/time/time.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"

namespace cameramonit::application {
namespace {

using Violations = std::vector<base::FieldViolation>;

constexpr std::size_t kLongestName = 100;
constexpr int kMostShapes = 50;
constexpr int kMostCorners = 100;

double seconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

// Written so that NaN lies outside.
void checkRange(Violations& wrong, const std::string& field, double value, double low, double high,
                const std::string& unit) {
  if (value >= low && value <= high) return;
  wrong.push_back({field, absl::StrCat("must be ", low, unit, " to ", high, unit)});
}

void checkName(Violations& wrong, const std::string& field, const std::string& name) {
  if (name.empty() || name.size() > kLongestName) wrong.push_back({field, "needs 1 to 100 characters"});
}

bool inPicture(const v1::Point& point) {
  return point.x() >= 0 && point.x() <= 1 && point.y() >= 0 && point.y() <= 1;
}

void checkZones(Violations& wrong, const v1::Channel& channel) {
  std::set<std::string> ids;
  for (int i = 0; i < channel.zones_size(); ++i) {
    const v1::Zone& zone = channel.zones(i);
    const std::string field = absl::StrCat("channel.zones[", i, "]");
    if (!text::isResourceId(zone.id()) || !ids.insert(zone.id()).second) {
      wrong.push_back({field + ".id", "must be unique lower-case letters, digits and dashes"});
    }
    checkName(wrong, field + ".display_name", zone.display_name());
    if (zone.polygon_size() < 3 || zone.polygon_size() > kMostCorners) {
      wrong.push_back({field + ".polygon", "needs 3 to 100 corners"});
    }
    for (const v1::Point& point : zone.polygon()) {
      if (inPicture(point)) continue;
      wrong.push_back({field + ".polygon", "corners lie within 0 to 1"});
      break;
    }
  }
}

void checkLines(Violations& wrong, const v1::Channel& channel) {
  std::set<std::string> ids;
  for (int i = 0; i < channel.lines_size(); ++i) {
    const v1::Line& line = channel.lines(i);
    const std::string field = absl::StrCat("channel.lines[", i, "]");
    if (!text::isResourceId(line.id()) || !ids.insert(line.id()).second) {
      wrong.push_back({field + ".id", "must be unique lower-case letters, digits and dashes"});
    }
    checkName(wrong, field + ".display_name", line.display_name());
    const bool same = line.from().x() == line.to().x() && line.from().y() == line.to().y();
    if (!inPicture(line.from()) || !inPicture(line.to()) || same) {
      wrong.push_back({field, "needs two different ends within 0 to 1"});
    }
  }
}

/// A duration that may be left open.
void checkDuration(Violations& wrong, const std::string& field, bool has, const google::protobuf::Duration& duration,
                   double low, double high) {
  if (has) checkRange(wrong, field, seconds(duration), low, high, " s");
}

void checkSituations(Violations& wrong, const v1::Channel& channel) {
  checkDuration(wrong, "channel.stop_time", channel.has_stop_time(), channel.stop_time(), 1, 600);
  checkDuration(wrong, "channel.meet_time", channel.has_meet_time(), channel.meet_time(), 1, 600);
  checkDuration(wrong, "channel.left_behind_time", channel.has_left_behind_time(), channel.left_behind_time(), 5, 3600);
  checkDuration(wrong, "channel.leave_time", channel.has_leave_time(), channel.leave_time(), 1, 60);
  if (channel.group_size() != 0) checkRange(wrong, "channel.group_size", channel.group_size(), 2, 50, "");
  const auto& levels = channel.count_levels();
  const bool ascending = std::adjacent_find(levels.begin(), levels.end(), std::greater_equal<>()) == levels.end();
  if (levels.size() > 20 || !ascending || (!levels.empty() && (levels[0] < 1 || *levels.rbegin() > 1000))) {
    wrong.push_back({"channel.count_levels", "may be up to 20 numbers from 1 to 1000, ascending"});
  }
}

/// Whether the places spread over an area: some three of them span a triangle.
bool onOneLine(const std::vector<std::pair<double, double>>& places) {
  double widest = 0, extent = 0;
  for (const auto& a : places) {
    for (const auto& b : places) {
      extent = std::max(extent, std::hypot(b.first - a.first, b.second - a.second));
      for (const auto& c : places) {
        widest = std::max(widest, std::abs((b.first - a.first) * (c.second - a.second) -
                                           (b.second - a.second) * (c.first - a.first)));
      }
    }
  }
  constexpr double kFlat = 0.01;
  return !(widest > kFlat * extent * extent);  // NaN is on one line, too
}

void checkGround(Violations& wrong, const v1::Channel& channel) {
  if (!channel.has_ground()) return;
  std::vector<std::pair<double, double>> picture, ground;
  bool inside = true;
  for (const auto& place : channel.ground().places()) {
    picture.emplace_back(place.picture().x(), place.picture().y());
    ground.emplace_back(place.x_metres(), place.y_metres());
    inside = inside && inPicture(place.picture());
  }
  if (picture.size() < 4 || picture.size() > 20) {
    wrong.push_back({"channel.ground.places", "needs 4 to 20 places"});
  } else if (!inside) {
    wrong.push_back({"channel.ground.places", "places in the picture lie within 0 to 1"});
  } else if (onOneLine(picture) || onOneLine(ground)) {
    wrong.push_back({"channel.ground.places", "must not lie on one line"});
  }
}

}  // namespace

void setDefaults(v1::Channel& channel) {
  if (!channel.has_pre_roll()) channel.mutable_pre_roll()->set_seconds(5);
  if (!channel.has_post_roll()) channel.mutable_post_roll()->set_seconds(5);
  if (!channel.has_animation_length()) channel.mutable_animation_length()->set_seconds(4);
  if (!channel.has_loiter_time()) channel.mutable_loiter_time()->set_seconds(30);
  if (!channel.has_stop_time()) channel.mutable_stop_time()->set_seconds(4);
  if (!channel.has_meet_time()) channel.mutable_meet_time()->set_seconds(3);
  if (!channel.has_left_behind_time()) channel.mutable_left_behind_time()->set_seconds(20);
  if (!channel.has_leave_time()) channel.mutable_leave_time()->set_seconds(2);
  if (channel.group_size() == 0) channel.set_group_size(3);
  if (channel.analysis_fps() == 0) channel.set_analysis_fps(5);
}

absl::Status checkChannel(const v1::Channel& channel) {
  Violations wrong;
  checkName(wrong, "channel.display_name", channel.display_name());
  checkRange(wrong, "channel.pre_roll", seconds(channel.pre_roll()), 0, 60, " s");
  checkRange(wrong, "channel.post_roll", seconds(channel.post_roll()), 0, 60, " s");
  checkRange(wrong, "channel.animation_length", seconds(channel.animation_length()), 1, 15, " s");
  checkRange(wrong, "channel.loiter_time", seconds(channel.loiter_time()), 5, 3600, " s");
  checkRange(wrong, "channel.analysis_fps", channel.analysis_fps(), 0.5, 30, "");
  if (channel.minimum_score() != 0) {
    checkRange(wrong, "channel.minimum_score", channel.minimum_score(), 0.05, 0.95, "");
  }
  if (channel.zones_size() > kMostShapes) wrong.push_back({"channel.zones", "may be at most 50"});
  if (channel.lines_size() > kMostShapes) wrong.push_back({"channel.lines", "may be at most 50"});
  checkSituations(wrong, channel);
  checkGround(wrong, channel);
  checkZones(wrong, channel);
  checkLines(wrong, channel);
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

absl::Status checkProject(const v1::Project& project) {
  Violations wrong;
  checkName(wrong, "project.display_name", project.display_name());
  if (!project.name().empty() && !text::isResourceId(std::string(absl::StripPrefix(project.name(), "projects/")))) {
    wrong.push_back({"project.name", "must be projects/ and up to 40 lower-case letters, digits and dashes"});
  }
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(project.time_zone(), &zone)) {
    wrong.push_back({"project.time_zone", "must be an IANA name such as Europe/Warsaw"});
  }
  if (project.quota_bytes() < 0) wrong.push_back({"project.quota_bytes", "must be 0 (no limit) or more"});
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

}  // namespace cameramonit::application
