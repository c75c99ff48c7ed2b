#include "analyzer/pipeline/event_mapping.h"

#include <algorithm>

#include "analyzer/pipeline/time_mapping.h"
#include "common/base/localized_text.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {

using events::v1::EventKind;
using situation::Kind;

EventKind kindOf(Kind kind) {
  switch (kind) {
    case Kind::kAppeared:
      return events::v1::EVENT_KIND_APPEARED;
    case Kind::kLeft:
      return events::v1::EVENT_KIND_LEFT;
    case Kind::kEnteredZone:
      return events::v1::EVENT_KIND_ENTERED_ZONE;
    case Kind::kLeftZone:
      return events::v1::EVENT_KIND_LEFT_ZONE;
    case Kind::kCrossedLine:
      return events::v1::EVENT_KIND_CROSSED_LINE;
    case Kind::kStopped:
      return events::v1::EVENT_KIND_STOPPED;
    case Kind::kMovedOff:
      return events::v1::EVENT_KIND_MOVED_OFF;
    case Kind::kLoitered:
      return events::v1::EVENT_KIND_LOITERED;
    case Kind::kMet:
      return events::v1::EVENT_KIND_MET;
    case Kind::kGrouped:
      return events::v1::EVENT_KIND_GROUPED;
    case Kind::kObjectLeftBehind:
      return events::v1::EVENT_KIND_OBJECT_LEFT_BEHIND;
    case Kind::kObjectTaken:
      return events::v1::EVENT_KIND_OBJECT_TAKEN;
    case Kind::kCountChanged:
      return events::v1::EVENT_KIND_COUNT_CHANGED;
    case Kind::kMoved:
      return events::v1::EVENT_KIND_MOVED;
    case Kind::kCameraBlind:
      return events::v1::EVENT_KIND_CAMERA_BLIND;
    case Kind::kCameraFrozen:
      return events::v1::EVENT_KIND_CAMERA_FROZEN;
    case Kind::kCameraDefocused:
      return events::v1::EVENT_KIND_CAMERA_DEFOCUSED;
    case Kind::kCameraTurned:
      return events::v1::EVENT_KIND_CAMERA_TURNED;
    case Kind::kCameraOffline:
      return events::v1::EVENT_KIND_CAMERA_OFFLINE;
    case Kind::kCameraBack:
      return events::v1::EVENT_KIND_CAMERA_BACK;
  }
  return events::v1::EVENT_KIND_UNSPECIFIED;
}

events::v1::Severity severityOf(Kind kind) {
  switch (kind) {
    case Kind::kCameraBlind:
    case Kind::kCameraFrozen:
    case Kind::kCameraTurned:
    case Kind::kCameraOffline:
      return events::v1::SEVERITY_WARNING;
    case Kind::kCameraDefocused:
    case Kind::kLoitered:
    case Kind::kObjectLeftBehind:
    case Kind::kObjectTaken:
      return events::v1::SEVERITY_NOTICE;
    default:
      return events::v1::SEVERITY_INFO;
  }
}

events::v1::Feature toProto(const feature::FeatureValue& value) {
  events::v1::Feature result;
  result.set_key(value.key);
  result.set_value(value.value);
  result.set_confidence(value.confidence);
  return result;
}

events::v1::Facts toFacts(const situation::Situation& situation) {
  events::v1::Facts facts;
  facts.set_side(std::string(feature::sideToken(situation.side)));
  facts.set_already_there(situation.alreadyThere);
  facts.set_still_there(situation.stillThere);
  facts.set_place_name(situation.placeName);
  facts.set_way_name(situation.wayName);
  facts.set_thing_class(situation.objectClass);
  facts.set_previous_count(situation.previousCount);
  facts.set_cause(situation.cause);
  facts.set_complete(true);
  return facts;
}

type::v1::LocalizedText toProto(const narrate::Sentence& sentence) {
  return base::localized(sentence.pl, sentence.en);
}

type::v1::Box toProto(const cv::Rect2f& box, cv::Size picture) {
  const cv::Rect2f inside =
      box & cv::Rect2f(0, 0, static_cast<float>(picture.width), static_cast<float>(picture.height));
  type::v1::Box result;
  result.set_left(inside.x / static_cast<float>(picture.width));
  result.set_top(inside.y / static_cast<float>(picture.height));
  result.set_width(inside.width / static_cast<float>(picture.width));
  result.set_height(inside.height / static_cast<float>(picture.height));
  return result;
}

situation::Scene sceneOf(const application::v1::Channel& channel, cv::Size picture) {
  situation::Scene scene;
  scene.picture = picture;
  for (const application::v1::Zone& zone : channel.zones()) {
    situation::Zone& added = scene.zones.emplace_back();
    added.id = zone.id();
    added.name = zone.display_name();
    for (const application::v1::Point& point : zone.polygon()) added.polygon.emplace_back(point.x(), point.y());
  }
  for (const application::v1::Line& line : channel.lines()) {
    scene.lines.push_back({line.id(),
                           line.display_name(),
                           {line.from().x(), line.from().y()},
                           {line.to().x(), line.to().y()},
                           line.left_to_right_name(),
                           line.right_to_left_name()});
  }
  situation::Thresholds& thresholds = scene.thresholds;
  if (channel.has_loiter_time()) thresholds.loiter = toDuration(channel.loiter_time());
  if (channel.has_stop_time()) thresholds.stop = toDuration(channel.stop_time());
  if (channel.has_meet_time()) thresholds.meet = toDuration(channel.meet_time());
  if (channel.has_left_behind_time()) thresholds.leftBehind = toDuration(channel.left_behind_time());
  if (channel.has_leave_time()) thresholds.leave = toDuration(channel.leave_time());
  if (channel.group_size() > 0) thresholds.groupSize = channel.group_size();
  if (!channel.count_levels().empty()) {
    thresholds.countLevels.assign(channel.count_levels().begin(), channel.count_levels().end());
  }
  return scene;
}

absl::StatusOr<std::optional<feature::GroundPlane>> groundOf(const application::v1::Channel& channel,
                                                             cv::Size picture) {
  if (!channel.has_ground()) return std::nullopt;
  std::vector<cv::Point2f> pixels, metres;
  for (const auto& place : channel.ground().places()) {
    pixels.emplace_back(place.picture().x() * static_cast<float>(picture.width),
                        place.picture().y() * static_cast<float>(picture.height));
    metres.emplace_back(place.x_metres(), place.y_metres());
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(feature::GroundPlane ground, feature::GroundPlane::fromPoints(pixels, metres));
  return std::optional(ground);
}

}  // namespace cameramonit::pipeline
