#include "server/events/table/event_append.h"

#include <map>
#include <string>

#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_values.h"
#include "server/events/table/tally_writer.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

using sql::Session;

/// Keys are given here instead of asked for: whoever holds the counter of revisions is the only writer.
absl::StatusOr<std::int64_t> lastKey(Session& session, const char* select) {
  std::int64_t key = 0;
  sql::Statement statement = session.prepare(select);
  statement.into(key);
  statement.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(statement.status());
  return key;
}

}  // namespace

absl::Status appendEvents(Session& session, Dictionary& dictionary, const std::vector<v1::Event>& events) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                               sql::takeRevisions(session, "events", static_cast<std::int64_t>(events.size())));
  CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t eventRef, lastKey(session, "select max(event_ref) from event"));
  CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t objectRef, lastKey(session, "select max(object_ref) from tracked_object"));
  std::vector<std::string> columns{"event_ref", "event_id", "channel_ref"};
  columns.insert(columns.end(), eventColumns().begin(), eventColumns().end());
  sql::BulkInsert rows(session, "event", columns);
  sql::BulkInsert features(session, "event_feature", eventFeatureColumns());
  sql::BulkInsert objects(session, "tracked_object",
                          {"object_ref", "object_id", "channel_ref", "class_ref", "confidence", "start_us", "end_us",
                           "features", "sentence_pl", "sentence_en", "label", "media_ref", "attempt", "described"});
  TallyWriter tallies(session);
  std::map<std::string, std::int64_t> objectRefs;
  for (const v1::Event& event : events) {
    const EventName name = parseEventName(event.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(EventRefs refs, refsOf(session, dictionary, event, std::nullopt));
    if (!event.tracked_object().empty()) {
      const auto [known, added] = objectRefs.try_emplace(parseEventName(event.tracked_object()).id, objectRef + 1);
      refs.objectRef = known->second;
      if (added) {
        ++objectRef;
        CAMERAMONIT_RETURN_IF_ERROR(objects.row(
            {objectRef, known->first, refs.channelRef, refs.classRef, static_cast<double>(event.confidence()),
             startMicros(event), std::optional<std::int64_t>(), std::string(), std::string(), std::string(),
             std::string(), refs.mediaRef, event.attempt(), std::int64_t{0}}));
      }
    }
    ++eventRef;
    std::vector<sql::Value> values{eventRef, name.id, refs.channelRef};
    for (sql::Value& value : eventValues(event, refs, revision++)) values.push_back(std::move(value));
    CAMERAMONIT_RETURN_IF_ERROR(rows.row(std::move(values)));
    const Occurrence one = occurrenceOf(event, refs);
    tallies.put(one);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto featureRefs, featureRefsOf(session, dictionary, event));
    for (const std::int64_t featureRef : featureRefs) {
      CAMERAMONIT_RETURN_IF_ERROR(features.row(eventFeatureValues(featureRef, eventRef, one)));
    }
  }
  CAMERAMONIT_RETURN_IF_ERROR(objects.flush());
  CAMERAMONIT_RETURN_IF_ERROR(rows.flush());
  CAMERAMONIT_RETURN_IF_ERROR(features.flush());
  return tallies.flush();
}

}  // namespace cameramonit::events
