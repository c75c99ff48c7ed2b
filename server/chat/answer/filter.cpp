#include <algorithm>
#include <string_view>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/strip.h>

#include "server/chat/answer/answer.h"
#include "server/chat/answer/filter_token.h"
#include "server/chat/timeline/timeline.h"
#include "server/chat/understand/taxonomy.h"

namespace cameramonit::chat {
namespace {

using events::v1::EventFilter;
using events::v1::EventKind;

std::vector<EventKind> kindsOf(std::string_view event) {
  if (event == "appeared") return {events::v1::EVENT_KIND_APPEARED, events::v1::EVENT_KIND_MOVED};
  if (event == "left") return {events::v1::EVENT_KIND_LEFT};
  if (event == "entered_zone") return {events::v1::EVENT_KIND_ENTERED_ZONE, events::v1::EVENT_KIND_APPEARED};
  if (event == "left_zone") return {events::v1::EVENT_KIND_LEFT_ZONE};
  if (event == "crossed_line") return {events::v1::EVENT_KIND_CROSSED_LINE};
  if (event == "loitered") return {events::v1::EVENT_KIND_LOITERED};
  if (event == "stopped") return {events::v1::EVENT_KIND_STOPPED};
  if (event == "moved") {
    return {events::v1::EVENT_KIND_MOVED, events::v1::EVENT_KIND_APPEARED, events::v1::EVENT_KIND_MOVED_OFF};
  }
  // Anything at all: each object once, by the event that it begins with.
  return openingKinds();
}

/// The key under which events keep a feature token; empty where it may be any.
std::string_view keyOf(std::string_view feature) {
  if (feature == "large" || feature == "small") return "size";
  if (feature == "running" || feature == "fast" || feature == "slow") return "speed";
  if (feature == "left_to_right" || feature == "right_to_left" || feature == "towards_camera" || feature == "away") {
    return "direction";
  }
  if (feature == "backpack" || feature == "bag" || feature == "suitcase" || feature == "umbrella") return "carries";
  return "";
}

void addFeature(const std::string& token, EventFilter& filter) {
  double seconds = 0;
  if (absl::StartsWith(token, "duration>") && absl::SimpleAtod(token.substr(9), &seconds)) {
    filter.mutable_minimum_duration()->set_seconds(static_cast<std::int64_t>(seconds));
    return;
  }
  if (absl::StartsWith(token, std::string(kNameToken))) {
    events::v1::Feature& name = *filter.add_features();
    name.set_key("name");
    name.set_value(token.substr(kNameToken.size()));
    return;
  }
  // Clothes are seen by their colour only, and a count is of the answer, not of one event.
  const std::string_view key = keyOf(token);
  if (key.empty() && !isColour(token)) return;
  events::v1::Feature& feature = *filter.add_features();
  feature.set_key(std::string(key));
  feature.set_value(token);
}

}  // namespace

EventFilter filterOf(const Question& question, const AnswerContext& context) {
  EventFilter filter;
  for (const std::string& camera : question.cameras) filter.add_parents(camera);
  if (question.cameras.empty()) filter.add_parents(context.channel);
  if (question.time.from) *filter.mutable_time_range()->mutable_start_time() = timestampOf(*question.time.from);
  if (question.time.to) *filter.mutable_time_range()->mutable_end_time() = timestampOf(*question.time.to);
  if (question.time.daily) {
    filter.mutable_daily()->set_start_minute(question.time.daily->startMinute);
    filter.mutable_daily()->set_end_minute(question.time.daily->endMinute);
    filter.mutable_daily()->set_time_zone(context.timeZoneName);
  }
  for (const EventKind kind : kindsOf(question.event)) filter.add_kinds(kind);
  for (const std::string& objectClass : classesOf(question.object)) filter.add_object_classes(objectClass);
  for (const std::string& token : question.features) addFeature(token, filter);
  return filter;
}

}  // namespace cameramonit::chat
