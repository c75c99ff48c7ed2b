#include "server/application/limits.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/strip.h>
#include <absl/time/time.h>

#include "common/base/status.h"
#include "common/text/resource_id.h"
#include "server/application/polygon.h"

namespace cameramonit::application {
namespace {

using Violations = std::vector<base::FieldViolation>;

constexpr std::size_t kLongestName = 100;
constexpr int kMostShapes = 50;
constexpr int kMostCorners = 100;
constexpr int kMostClasses = 100;
constexpr int kMostQuietHours = 50;
constexpr int kMinutesPerDay = 24 * 60;
constexpr double kSmallestArea = 1e-4;  // of the picture: smaller is a slip of the hand
constexpr double kHour = 3600;
constexpr double kDay = 24 * kHour;
constexpr std::int64_t kSmallestRecording = 10'000'000;

double seconds(const google::protobuf::Duration& duration) {
  return static_cast<double>(duration.seconds()) + duration.nanos() * 1e-9;
}

// Written so that NaN lies outside.
void checkRange(Violations& wrong, const std::string& field, double value, double low, double high,
                const std::string& unit) {
  if (value >= low && value <= high) return;
  wrong.push_back({field, absl::StrFormat("must be %.10g%s to %.10g%s", low, unit, high, unit)});
}

void checkName(Violations& wrong, const std::string& field, const std::string& name) {
  if (name.empty() || name.size() > kLongestName) wrong.push_back({field, "needs 1 to 100 characters"});
}

bool inPicture(const v1::Point& point) {
  return point.x() >= 0 && point.x() <= 1 && point.y() >= 0 && point.y() <= 1;
}

void checkId(Violations& wrong, const std::string& field, const std::string& id, std::set<std::string>& ids) {
  if (text::isResourceId(id) && ids.insert(id).second) return;
  wrong.push_back({field, "must be unique lower-case letters, digits and dashes"});
}

void checkPolygon(Violations& wrong, const std::string& field, const v1::Zone& zone) {
  if (zone.polygon_size() < 3 || zone.polygon_size() > kMostCorners) {
    wrong.push_back({field, "needs 3 to 100 corners"});
    return;
  }
  for (const v1::Point& point : zone.polygon()) {
    if (inPicture(point)) continue;
    wrong.push_back({field, "corners lie within 0 to 1"});
    return;
  }
  if (crossesItself(zone.polygon())) {
    wrong.push_back({field, "edges must not touch or cross each other"});
  } else if (areaOf(zone.polygon()) < kSmallestArea) {
    wrong.push_back({field, "must cover at least 0.0001 of the picture"});
  }
}

void checkZones(Violations& wrong, const std::string& list, const google::protobuf::RepeatedPtrField<v1::Zone>& zones) {
  if (zones.size() > kMostShapes) wrong.push_back({list, "may be at most 50"});
  std::set<std::string> ids;
  for (int i = 0; i < zones.size(); ++i) {
    const std::string field = absl::StrCat(list, "[", i, "]");
    checkId(wrong, field + ".id", zones[i].id(), ids);
    checkName(wrong, field + ".display_name", zones[i].display_name());
    checkPolygon(wrong, field + ".polygon", zones[i]);
  }
}

void checkLines(Violations& wrong, const v1::Channel& channel) {
  if (channel.lines_size() > kMostShapes) wrong.push_back({"channel.lines", "may be at most 50"});
  std::set<std::string> ids;
  for (int i = 0; i < channel.lines_size(); ++i) {
    const v1::Line& line = channel.lines(i);
    const std::string field = absl::StrCat("channel.lines[", i, "]");
    checkId(wrong, field + ".id", line.id(), ids);
    checkName(wrong, field + ".display_name", line.display_name());
    const bool same = line.from().x() == line.to().x() && line.from().y() == line.to().y();
    if (!inPicture(line.from()) || !inPicture(line.to()) || same) {
      wrong.push_back({field, "needs two different ends within 0 to 1"});
    }
    for (const auto& [name, value] : {std::pair("left_to_right_name", &line.left_to_right_name()),
                                      std::pair("right_to_left_name", &line.right_to_left_name())}) {
      if (value->size() > kLongestName) wrong.push_back({absl::StrCat(field, ".", name), "has at most 100 characters"});
    }
  }
}

void checkQuietHours(Violations& wrong, const v1::Channel& channel) {
  if (channel.quiet_hours_size() > kMostQuietHours) wrong.push_back({"channel.quiet_hours", "may be at most 50"});
  for (int i = 0; i < channel.quiet_hours_size(); ++i) {
    const v1::WeeklyHours& hours = channel.quiet_hours(i);
    const std::string field = absl::StrCat("channel.quiet_hours[", i, "]");
    std::set<int> days;
    for (const int day : hours.days()) {
      if (day >= 1 && day <= 7) days.insert(day);
    }
    if (days.empty() || static_cast<int>(days.size()) != hours.days_size()) {
      wrong.push_back({field + ".days", "needs days from 1 (Monday) to 7 (Sunday), each once"});
    }
    checkRange(wrong, field + ".start_minute", hours.start_minute(), 0, kMinutesPerDay - 1, "");
    checkRange(wrong, field + ".end_minute", hours.end_minute(), 1, kMinutesPerDay, "");
  }
}

void checkRecording(Violations& wrong, const v1::Channel& channel) {
  if (!v1::RecordingMode_IsValid(channel.recording_mode())) {
    wrong.push_back({"channel.recording_mode", "must be off, event, loop or continuous"});
  }
  if (channel.has_recording_limit()) {
    checkRange(wrong, "channel.recording_limit", seconds(channel.recording_limit()), 10, 720 * kHour, " s");
  } else if (channel.recording_mode() == v1::RECORDING_MODE_LOOP) {
    wrong.push_back({"channel.recording_limit", "must be 10 s to 2592000 s for a loop"});
  }
  if (channel.recording_bytes() != 0 && channel.recording_bytes() < kSmallestRecording) {
    wrong.push_back({"channel.recording_bytes", "must be 0 (no limit of its own) or at least 10000000"});
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
  if (channel.recording_mode() == v1::RECORDING_MODE_UNSPECIFIED) channel.set_recording_mode(v1::RECORDING_MODE_EVENT);
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
  checkSituations(wrong, channel);
  checkGround(wrong, channel);
  if (channel.object_classes_size() > kMostClasses) wrong.push_back({"channel.object_classes", "may be at most 100"});
  checkRange(wrong, "channel.second_looks_per_hour", channel.second_looks_per_hour(), 0, 3600, "");
  checkRecording(wrong, channel);
  checkZones(wrong, "channel.zones", channel.zones());
  checkZones(wrong, "channel.privacy_masks", channel.privacy_masks());
  checkLines(wrong, channel);
  checkQuietHours(wrong, channel);
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

absl::Status checkProject(const v1::Project& project) {
  Violations wrong;
  checkName(wrong, "project.display_name", project.display_name());
  if (!project.name().empty() && !text::isResourceId(std::string(absl::StripPrefix(project.name(), "projects/")))) {
    wrong.push_back({"project.name", "must be projects/ and up to 40 lower-case letters, digits and dashes"});
  }
  absl::TimeZone zone;
  if (project.time_zone().empty() || !absl::LoadTimeZone(project.time_zone(), &zone)) {
    wrong.push_back({"project.time_zone", "must be an IANA name such as Europe/Warsaw"});
  }
  if (project.quota_bytes() < 0) wrong.push_back({"project.quota_bytes", "must be 0 (no limit) or more"});
  if (project.has_retention()) {
    checkRange(wrong, "project.retention", seconds(project.retention()), kHour, 3650 * kDay, " s");
  }
  std::set<int> languages;
  for (const int language : project.languages()) {
    const bool known = language == type::v1::LANGUAGE_PL || language == type::v1::LANGUAGE_EN;
    if (known && languages.insert(language).second) continue;
    wrong.push_back({"project.languages", "must be Polish and English, each at most once"});
    break;
  }
  return wrong.empty() ? absl::OkStatus() : base::invalidFields(wrong);
}

}  // namespace cameramonit::application
