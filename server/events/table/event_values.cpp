#include "server/events/table/event_values.h"

#include <set>

#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "server/events/table/feature_text.h"
#include "server/events/table/naming_text.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

std::int64_t startMicros(const v1::Event& event) {
  return absl::ToUnixMicros(sql::timeOf(true, event.start_time()));
}

absl::StatusOr<EventRefs> refsOf(sql::Session& session, Dictionary& dictionary, const v1::Event& event,
                                 std::optional<std::int64_t> objectRef) {
  EventRefs refs;
  refs.objectRef = objectRef;
  CAMERAMONIT_ASSIGN_OR_RETURN(refs.channelRef,
                               dictionary.channel(session, parseEventName(event.name()).channelName()));
  CAMERAMONIT_ASSIGN_OR_RETURN(refs.classRef, dictionary.objectClass(session, event.object_class()));
  if (!event.media().empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(refs.mediaRef, dictionary.media(session, event.media()));
  }
  return refs;
}

const std::vector<std::string>& eventColumns() {
  static const std::vector<std::string> kColumns{
      "class_ref",  "kind",      "severity",        "confidence", "start_us",   "end_us",      "state",
      "object_ref", "media_ref", "media_offset_us", "attempt",    "revision",   "sentence_pl", "sentence_en",
      "features",   "box_left",  "box_top",         "box_width",  "box_height", "clip",        "still",
      "zone",       "line",      "object_count",    "facts",      "given_names"};
  return kColumns;
}

std::vector<sql::Value> eventValues(const v1::Event& event, const EventRefs& refs, std::int64_t revision) {
  const std::string channel = parseEventName(event.name()).channelName();
  const auto side = [&](float value) { return event.has_box() ? std::optional<double>(value) : std::nullopt; };
  std::optional<std::int64_t> end;
  if (event.has_end_time()) end = absl::ToUnixMicros(sql::timeOf(true, event.end_time()));
  return {refs.classRef,
          std::int64_t{event.kind()},
          std::int64_t{event.severity()},
          static_cast<double>(event.confidence()),
          startMicros(event),
          end,
          std::int64_t{event.state()},
          refs.objectRef,
          refs.mediaRef,
          absl::ToInt64Microseconds(sql::durationOf(event.media_offset())),
          event.attempt(),
          revision,
          event.sentence().pl(),
          event.sentence().en(),
          featuresToText(event.features()),
          side(event.box().left()),
          side(event.box().top()),
          side(event.box().width()),
          side(event.box().height()),
          relativeName(channel, event.clip()),
          relativeName(channel, event.still()),
          event.zone(),
          event.line(),
          std::int64_t{event.count()},
          factsToText(event.facts()),
          givenNamesToText(event.given_names())};
}

absl::StatusOr<std::vector<std::int64_t>> featureRefsOf(sql::Session& session, Dictionary& dictionary,
                                                        const v1::Event& event) {
  std::set<std::int64_t> refs;
  for (const v1::Feature& feature : event.features()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto found, dictionary.features(session, feature.key(), feature.value()));
    refs.insert(found.begin(), found.end());
  }
  return std::vector<std::int64_t>(refs.begin(), refs.end());
}

const std::vector<std::string>& eventFeatureColumns() {
  static const std::vector<std::string> kColumns{"feature_ref", "channel_ref", "start_us",  "event_ref",
                                                 "class_ref",   "kind",        "object_ref"};
  return kColumns;
}

std::vector<sql::Value> eventFeatureValues(std::int64_t featureRef, std::int64_t eventRef, const Occurrence& one) {
  return {featureRef, one.channelRef, one.startUs, eventRef, one.classRef, one.kind, one.objectRef};
}

Occurrence occurrenceOf(const v1::Event& event, const EventRefs& refs) {
  return {refs.channelRef, refs.classRef, event.kind(), startMicros(event), refs.objectRef};
}

}  // namespace cameramonit::events
