#include "server/events/table/event_writer.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <set>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_row.h"
#include "server/events/table/event_values.h"
#include "server/events/table/feature_text.h"
#include "server/events/table/naming_text.h"
#include "server/events/table/tally_writer.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/dialect.h"
#include "storage/sql/proto_fields.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

using sql::Statement;
using OptionalInt = std::optional<std::int64_t>;

/// How many values one "in (…)" asks for.
constexpr std::size_t kAskedAtOnce = 200;

void checkName(const std::string& name, const char* collection, const std::string& field,
               std::vector<base::FieldViolation>& violations) {
  const EventName parsed = parseEventName(name);
  if (parsed.collection == collection && base::isUuid(parsed.id) && !parsed.project.empty() &&
      !parsed.channel.empty()) {
    return;
  }
  violations.push_back({field, absl::StrCat("must be projects/{id}/channels/{id}/", collection, "/{uuid}")});
}

std::int64_t micros(absl::Time time) {
  return absl::ToUnixMicros(time);
}

OptionalInt optionalMicros(bool has, const google::protobuf::Timestamp& timestamp) {
  if (!has) return std::nullopt;
  return micros(sql::timeOf(true, timestamp));
}

/// What tells two versions of an event apart: the event as it would come back from the table, but for its revision.
std::string asStored(v1::Event event) {
  event.set_revision(0);
  if (event.has_start_time()) *event.mutable_start_time() = sql::timestampOf(sql::timeOf(true, event.start_time()));
  if (event.has_end_time()) *event.mutable_end_time() = sql::timestampOf(sql::timeOf(true, event.end_time()));
  if (event.sentence().pl().empty() && event.sentence().en().empty()) event.clear_sentence();
  *event.mutable_media_offset() = sql::protoDurationOf(sql::durationOf(event.media_offset()));
  if (event.media().empty()) event.clear_media_offset();
  const std::string features = featuresToText(event.features());
  event.clear_features();
  featuresFromText(features, *event.mutable_features());
  return event.SerializeAsString();
}

/// Runs `select`, which ends in "in (", for pieces of `ids` and hands every row to `take`.
template <typename Prepare, typename Take>
absl::Status forEachOf(sql::Session& session, const std::string& select, const std::vector<std::string>& ids,
                       Prepare&& prepare, Take&& take) {
  for (std::size_t from = 0; from < ids.size(); from += kAskedAtOnce) {
    const std::size_t count = std::min(kAskedAtOnce, ids.size() - from);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(absl::StrCat(":id", i));
    Statement statement = session.prepare(absl::StrCat(select, absl::StrJoin(names, ", "), ")"));
    for (std::size_t i = 0; i < count; ++i) statement.bind(absl::StrCat("id", i), ids[from + i]);
    prepare(statement);
    while (statement.fetch()) CAMERAMONIT_RETURN_IF_ERROR(take());
    CAMERAMONIT_RETURN_IF_ERROR(statement.status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status checkBatch(const std::vector<v1::TrackedObject>& objects, const std::vector<v1::Event>& events) {
  std::vector<base::FieldViolation> violations;
  for (const v1::TrackedObject& object : objects) {
    checkName(object.name(), "objects", "tracked_object.name", violations);
    if (!object.has_start_time()) violations.push_back({"tracked_object.start_time", "is needed"});
  }
  for (const v1::Event& event : events) {
    checkName(event.name(), "events", "event.name", violations);
    if (!event.tracked_object().empty()) {
      checkName(event.tracked_object(), "objects", "event.tracked_object", violations);
      if (parseEventName(event.tracked_object()).channelName() != parseEventName(event.name()).channelName()) {
        violations.push_back({"event.tracked_object", "must be of the event's own channel"});
      }
    }
    if (!event.has_start_time()) violations.push_back({"event.start_time", "is needed"});
  }
  return violations.empty() ? absl::OkStatus() : base::invalidFields(violations);
}

Dictionary::Words wordsOf(const std::vector<v1::TrackedObject>& objects, const std::vector<v1::Event>& events) {
  Dictionary::Words words;
  const auto add = [&words](const auto& message) {
    const EventName name = parseEventName(message.name());
    words.channels.emplace(name.project, name.channel);
    words.classes.insert(message.object_class());
    if (!message.media().empty()) words.media.insert(message.media());
  };
  for (const v1::TrackedObject& object : objects) add(object);
  for (const v1::Event& event : events) {
    add(event);
    for (const v1::Feature& feature : event.features()) words.features.emplace(feature.key(), feature.value());
  }
  return words;
}

absl::StatusOr<std::vector<std::int64_t>> EventWriter::write(const std::vector<v1::TrackedObject>& objects,
                                                             const std::vector<v1::Event>& events) {
  // Taking the numbers first makes writers follow one another, so none of them can be in another's way below.
  std::int64_t revision = 0;
  if (!events.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(revision,
                                 sql::takeRevisions(session_, "events", static_cast<std::int64_t>(events.size())));
  }
  CAMERAMONIT_RETURN_IF_ERROR(writeObjects(objects));
  CAMERAMONIT_RETURN_IF_ERROR(writeMissingObjects(events));
  CAMERAMONIT_RETURN_IF_ERROR(findEvents(events));

  std::map<std::string, const v1::Event*> last;  // the same event may come several times: the last one counts
  for (const v1::Event& event : events) last[parseEventName(event.name()).id] = &event;
  std::vector<const v1::Event*> changed;
  std::vector<std::int64_t> changedRevisions;
  std::map<std::string, std::int64_t> revisionOf;
  for (const v1::Event& event : events) {
    const std::string id = parseEventName(event.name()).id;
    if (revisionOf.count(id) > 0) continue;
    const auto there = stored_.find(id);
    if (there != stored_.end() && there->second.name() != event.name()) {
      return base::invalidFields({{"event.name", "has the id of an event of another channel"}});
    }
    if (there != stored_.end() && asStored(there->second) == asStored(*last[id])) {
      revisionOf[id] = there->second.revision();
      continue;
    }
    revisionOf[id] = revision;
    changed.push_back(last[id]);
    changedRevisions.push_back(revision++);
  }
  CAMERAMONIT_RETURN_IF_ERROR(writeTallies(changed));
  CAMERAMONIT_RETURN_IF_ERROR(writeEvents(changed, changedRevisions));
  CAMERAMONIT_RETURN_IF_ERROR(writeFeatures(changed));
  CAMERAMONIT_RETURN_IF_ERROR(writeSubjects(changed));
  std::vector<std::int64_t> revisions;
  for (const v1::Event& event : events) revisions.push_back(revisionOf[parseEventName(event.name()).id]);
  return revisions;
}

absl::Status EventWriter::writeObjects(const std::vector<v1::TrackedObject>& objects) {
  static const std::vector<std::string> kChanged{"class_ref",         "confidence",  "start_us",    "end_us",
                                                 "features",          "sentence_pl", "sentence_en", "media_ref",
                                                 "attempt",           "described",   "given_names", "facts",
                                                 "signature_version", "signature",   "label"};
  std::vector<std::string> columns{"object_id", "channel_ref"};
  columns.insert(columns.end(), kChanged.begin(), kChanged.end());
  sql::BulkInsert insert(session_, "tracked_object", columns, sql::upsert(session_.dialect(), {"object_id"}, kChanged));
  for (const v1::TrackedObject& object : objects) {
    const EventName name = parseEventName(object.name());
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channelRef, dictionary_.channel(session_, name.channelName()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto classRef, dictionary_.objectClass(session_, object.object_class()));
    OptionalInt mediaRef, signatureVersion;
    if (!object.signature().data().empty()) signatureVersion = object.signature().version();
    if (!object.media().empty()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(mediaRef, dictionary_.media(session_, object.media()));
    }
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(
        {name.id, channelRef, classRef, static_cast<double>(object.confidence()),
         micros(sql::timeOf(true, object.start_time())), optionalMicros(object.has_end_time(), object.end_time()),
         featuresToText(object.features()), object.sentence().pl(), object.sentence().en(), mediaRef, object.attempt(),
         std::int64_t{1}, givenNamesToText(object.given_names()), factsToText(object.facts()), signatureVersion,
         signatureToText(object.signature()), object.label()}));
  }
  return insert.flush();
}

absl::Status EventWriter::findObjects(const std::vector<v1::Event>& events) {
  std::set<std::string> ids;
  for (const v1::Event& event : events) {
    if (event.tracked_object().empty()) continue;
    const std::string id = parseEventName(event.tracked_object()).id;
    if (objectRefs_.count(id) == 0) ids.insert(id);
  }
  std::string id;
  std::int64_t ref = 0;
  return forEachOf(
      session_, "select object_id, object_ref from tracked_object where object_id in (",
      std::vector<std::string>(ids.begin(), ids.end()), [&](Statement& select) { select.into(id, ref); },
      [&] {
        objectRefs_[id] = ref;
        return absl::OkStatus();
      });
}

absl::Status EventWriter::writeMissingObjects(const std::vector<v1::Event>& events) {
  CAMERAMONIT_RETURN_IF_ERROR(findObjects(events));
  sql::BulkInsert insert(session_, "tracked_object",
                         {"object_id", "channel_ref", "class_ref", "confidence", "start_us", "end_us", "features",
                          "sentence_pl", "sentence_en", "label", "media_ref", "attempt", "described"});
  std::set<std::string> added;
  for (const v1::Event& event : events) {
    const std::string id = parseEventName(event.tracked_object()).id;
    if (id.empty() || objectRefs_.count(id) > 0 || !added.insert(id).second) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto channelRef,
                                 dictionary_.channel(session_, parseEventName(event.name()).channelName()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto classRef, dictionary_.objectClass(session_, event.object_class()));
    OptionalInt mediaRef;
    if (!event.media().empty()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(mediaRef, dictionary_.media(session_, event.media()));
    }
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(
        {id, channelRef, classRef, static_cast<double>(event.confidence()),
         micros(sql::timeOf(true, event.start_time())), optionalMicros(event.has_end_time(), event.end_time()),
         std::string(), std::string(), std::string(), std::string(), mediaRef, event.attempt(), std::int64_t{0}}));
  }
  CAMERAMONIT_RETURN_IF_ERROR(insert.flush());
  return added.empty() ? absl::OkStatus() : findObjects(events);
}

absl::Status EventWriter::findEvents(const std::vector<v1::Event>& events) {
  std::set<std::string> ids;
  for (const v1::Event& event : events) ids.insert(parseEventName(event.name()).id);
  EventRow row;
  return forEachOf(
      session_, absl::StrCat("select ", kEventColumns, " from ", kEventSource, " where e.event_id in ("),
      std::vector<std::string>(ids.begin(), ids.end()), [&](Statement& select) { row.bindTo(select); },
      [&]() -> absl::Status {
        CAMERAMONIT_ASSIGN_OR_RETURN(v1::Event event, row.event(session_, dictionary_));
        if (row.facts.has_value()) *event.mutable_facts() = factsFromText(row.facts);
        eventRefs_[row.id] = row.eventRef;
        counted_[row.id] = {row.channelRef, row.classRef, row.kind, absl::ToUnixMicros(row.start), row.objectRef};
        stored_[row.id] = std::move(event);
        return absl::OkStatus();
      });
}

std::optional<std::int64_t> EventWriter::objectOf(const v1::Event& event) const {
  if (event.tracked_object().empty()) return std::nullopt;
  return objectRefs_.at(parseEventName(event.tracked_object()).id);
}

absl::Status EventWriter::writeTallies(const std::vector<const v1::Event*>& events) {
  TallyWriter tallies(session_);
  std::set<std::int64_t> objects;
  for (const v1::Event* event : events) {
    if (const auto object = objectOf(*event)) objects.insert(*object);
    const auto before = counted_.find(parseEventName(event->name()).id);
    if (before != counted_.end() && before->second.objectRef) objects.insert(*before->second.objectRef);
  }
  CAMERAMONIT_RETURN_IF_ERROR(tallies.know(objects));
  for (const v1::Event* event : events) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const EventRefs refs, refsOf(session_, dictionary_, *event, objectOf(*event)));
    const Occurrence now = occurrenceOf(*event, refs);
    const auto before = counted_.find(parseEventName(event->name()).id);
    if (before == counted_.end()) {
      tallies.put(now);
    } else if (!(before->second == now)) {
      tallies.take(before->second);
      tallies.put(now);
    }
  }
  return tallies.flush();
}

absl::Status EventWriter::writeEvents(const std::vector<const v1::Event*>& events,
                                      const std::vector<std::int64_t>& revisions) {
  std::vector<std::string> columns{"event_id", "channel_ref"};
  columns.insert(columns.end(), eventColumns().begin(), eventColumns().end());
  sql::BulkInsert insert(session_, "event", columns, sql::upsert(session_.dialect(), {"event_id"}, eventColumns()));
  for (std::size_t i = 0; i < events.size(); ++i) {
    const v1::Event& event = *events[i];
    CAMERAMONIT_ASSIGN_OR_RETURN(const EventRefs refs, refsOf(session_, dictionary_, event, objectOf(event)));
    std::vector<sql::Value> values{parseEventName(event.name()).id, refs.channelRef};
    for (sql::Value& value : eventValues(event, refs, revisions[i])) values.push_back(std::move(value));
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(std::move(values)));
  }
  return insert.flush();
}

absl::Status EventWriter::findRefs(const std::vector<std::string>& ids) {
  std::string id;
  std::int64_t ref = 0;
  return forEachOf(
      session_, "select event_id, event_ref from event where event_id in (", ids,
      [&](Statement& select) { select.into(id, ref); },
      [&] {
        eventRefs_[id] = ref;
        return absl::OkStatus();
      });
}

absl::Status EventWriter::writeSubjects(const std::vector<const v1::Event*>& events) {
  const auto together = [](const v1::Event& event) {
    return event.tracked_object().empty() && event.facts().who_size() > 0;
  };
  std::vector<std::string> ids;
  for (const v1::Event* event : events) {
    const std::string id = parseEventName(event->name()).id;
    if (together(*event) && eventRefs_.count(id) == 0) ids.push_back(id);
  }
  CAMERAMONIT_RETURN_IF_ERROR(findRefs(ids));
  sql::BulkInsert insert(session_, "event_subject", {"object_id", "event_ref"},
                         sql::upsert(session_.dialect(), {"object_id", "event_ref"}, {}));
  for (const v1::Event* event : events) {
    if (!together(*event)) continue;
    for (const v1::Facts::Subject& subject : event->facts().who()) {
      const std::string object = parseEventName(subject.tracked_object()).id;
      if (object.empty()) continue;
      CAMERAMONIT_RETURN_IF_ERROR(insert.row({object, eventRefs_[parseEventName(event->name()).id]}));
    }
  }
  return insert.flush();
}

absl::Status EventWriter::writeFeatures(const std::vector<const v1::Event*>& events) {
  std::vector<std::string> added;
  for (const v1::Event* event : events) {
    const std::string id = parseEventName(event->name()).id;
    const auto there = eventRefs_.find(id);
    if (there == eventRefs_.end()) {
      if (event->features_size() > 0) added.push_back(id);
      continue;
    }
    CAMERAMONIT_RETURN_IF_ERROR(session_.prepare("delete from event_feature where event_ref = :event_ref")
                                    .bind("event_ref", there->second)
                                    .run());
  }
  CAMERAMONIT_RETURN_IF_ERROR(findRefs(added));
  sql::BulkInsert insert(session_, "event_feature", eventFeatureColumns());
  for (const v1::Event* event : events) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto featureRefs, featureRefsOf(session_, dictionary_, *event));
    if (featureRefs.empty()) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const EventRefs refs, refsOf(session_, dictionary_, *event, objectOf(*event)));
    const Occurrence one = occurrenceOf(*event, refs);
    const std::int64_t eventRef = eventRefs_[parseEventName(event->name()).id];
    for (const std::int64_t featureRef : featureRefs) {
      CAMERAMONIT_RETURN_IF_ERROR(insert.row(eventFeatureValues(featureRef, eventRef, one)));
    }
  }
  return insert.flush();
}

}  // namespace cameramonit::events
