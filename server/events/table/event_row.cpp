#include "server/events/table/event_row.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "server/events/table/feature_text.h"
#include "server/events/table/naming_text.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::events {

const char kEventColumns[] =
    "e.event_ref, e.event_id, e.channel_ref, e.class_ref, e.kind, e.severity, e.confidence, e.start_us, e.end_us, "
    "e.state, e.object_ref, o.object_id, e.media_ref, e.media_offset_us, e.attempt, e.revision, e.sentence_pl, "
    "e.sentence_en, e.features, e.box_left, e.box_top, e.box_width, e.box_height, e.clip, e.still, e.zone, e.line, "
    "e.object_count, e.facts, e.given_names";
const char kEventSource[] = "event e left join tracked_object o on o.object_ref = e.object_ref";

void EventRow::bindTo(sql::Statement& select) {
  select.into(eventRef, id, channelRef, classRef, kind, severity, confidence, start, end, state, objectRef, objectId,
              mediaRef, mediaOffset, attempt, revision, sentencePl, sentenceEn, features, boxLeft, boxTop, boxWidth,
              boxHeight, clip, still, zone, line, objectCount, facts, givenNames);
}

absl::StatusOr<v1::Event> EventRow::event(sql::Session& session, Dictionary& dictionary) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string channel, dictionary.channelName(session, channelRef));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string objectClass, dictionary.className(session, classRef));
  v1::Event event;
  event.set_name(absl::StrCat(channel, "/events/", id));
  event.set_kind(static_cast<v1::EventKind>(kind));
  event.set_object_class(objectClass);
  event.set_confidence(confidence);
  event.set_severity(static_cast<v1::Severity>(severity));
  *event.mutable_start_time() = sql::timestampOf(start);
  if (end.has_value()) *event.mutable_end_time() = sql::timestampOf(*end);
  event.set_state(static_cast<v1::Event::State>(state));
  if (!sentencePl.empty() || !sentenceEn.empty()) {
    event.mutable_sentence()->set_pl(sentencePl);
    event.mutable_sentence()->set_en(sentenceEn);
  }
  featuresFromText(features, *event.mutable_features());
  if (objectId.has_value()) event.set_tracked_object(absl::StrCat(channel, "/objects/", *objectId));
  if (boxLeft.has_value()) {
    event.mutable_box()->set_left(static_cast<float>(*boxLeft));
    event.mutable_box()->set_top(static_cast<float>(boxTop.value_or(0)));
    event.mutable_box()->set_width(static_cast<float>(boxWidth.value_or(0)));
    event.mutable_box()->set_height(static_cast<float>(boxHeight.value_or(0)));
  }
  if (mediaRef.has_value()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string media, dictionary.mediaName(session, *mediaRef));
    event.set_media(media);
    *event.mutable_media_offset() = sql::protoDurationOf(mediaOffset);
  }
  event.set_clip(absoluteName(channel, clip));
  event.set_still(absoluteName(channel, still));
  event.set_zone(zone);
  event.set_line(line);
  event.set_count(objectCount);
  event.set_revision(revision);
  event.set_attempt(attempt);
  givenNamesFromText(givenNames, *event.mutable_given_names());
  return event;
}

}  // namespace cameramonit::events
