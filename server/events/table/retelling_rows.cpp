#include "server/events/table/retelling_rows.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/events/table/event_row.h"
#include "server/events/table/naming_text.h"
#include "server/events/table/object_row.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/dialect.h"

namespace cameramonit::events {
namespace {

using sql::Statement;

constexpr char kSigned[] =
    "select object_id, class_ref, confidence, start_us, end_us, signature_version, signature from tracked_object "
    "where channel_ref = :channel_ref and start_us >= :from_us and start_us < :to_us and signature is not null "
    "order by start_us desc limit :batch";

}  // namespace

absl::StatusOr<std::vector<SignedObject>> RetellingRows::signedObjects(Dictionary::Ref channelRef, absl::Time from,
                                                                       absl::Time to, int limit) {
  std::vector<SignedObject> objects;
  std::vector<Dictionary::Ref> classes;
  {
    SignedObject one;
    Dictionary::Ref classRef = 0;
    std::optional<absl::Time> end;
    std::optional<std::int64_t> version;
    std::optional<std::string> text;
    Statement select = session_.prepare(kSigned);
    select.bind("channel_ref", channelRef).bind("batch", limit);
    // An infinite time would be no bound at all but NULL.
    select.bind("from_us", absl::ToUnixMicros(from)).bind("to_us", absl::ToUnixMicros(to));
    select.into(one.id, classRef, one.confidence, one.from, end, version, text);
    while (select.fetch()) {
      one.to = end.value_or(one.from);
      one.signature = signatureFromText(version, text);
      objects.push_back(one);
      classes.push_back(classRef);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  for (std::size_t i = 0; i < objects.size(); ++i) {
    CAMERAMONIT_ASSIGN_OR_RETURN(objects[i].objectClass, dictionary_.className(session_, classes[i]));
  }
  return objects;
}

absl::StatusOr<std::optional<v1::TrackedObject>> RetellingRows::object(const std::string& id) {
  ObjectRow row;
  {
    Statement select = session_.prepare(absl::StrCat(kObjectColumns, "object_id = :object_id"));
    select.bind("object_id", id);
    row.bindTo(select);
    const bool found = select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (!found) return std::nullopt;
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::TrackedObject object, row.object(session_, dictionary_));
  if (row.facts.has_value()) *object.mutable_facts() = factsFromText(row.facts);
  return object;
}

absl::Status RetellingRows::readEvents(const std::string& condition, std::int64_t ref, std::vector<v1::Event>& events) {
  std::vector<EventRow> rows;
  {
    EventRow row;
    Statement select = session_.prepare(absl::StrCat("select ", kEventColumns, " from ", kEventSource, " where ",
                                                     condition, " order by e.start_us, e.event_ref"));
    select.bind("ref", ref);
    row.bindTo(select);
    while (select.fetch()) rows.push_back(row);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  for (const EventRow& row : rows) {
    CAMERAMONIT_ASSIGN_OR_RETURN(v1::Event event, row.event(session_, dictionary_));
    if (row.facts.has_value()) *event.mutable_facts() = factsFromText(row.facts);
    events.push_back(std::move(event));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::Event>> RetellingRows::event(const std::string& id) {
  std::int64_t ref = 0;
  {
    Statement select = session_.prepare("select event_ref from event where event_id = :event_id");
    select.bind("event_id", id).into(ref);
    const bool found = select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (!found) return std::nullopt;
  }
  std::vector<v1::Event> events;
  CAMERAMONIT_RETURN_IF_ERROR(readEvents("e.event_ref = :ref", ref, events));
  if (events.empty()) return std::nullopt;
  return std::move(events.front());
}

absl::StatusOr<std::vector<v1::Event>> RetellingRows::eventsOf(const std::string& objectId) {
  std::vector<v1::Event> events;
  std::vector<std::int64_t> shared;
  std::int64_t ref = 0;
  {
    Statement select = session_.prepare("select object_ref from tracked_object where object_id = :object_id");
    select.bind("object_id", objectId).into(ref);
    const bool found = select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    if (!found) return events;
  }
  CAMERAMONIT_RETURN_IF_ERROR(readEvents("e.object_ref = :ref", ref, events));
  {
    Statement select = session_.prepare("select event_ref from event_subject where object_id = :object_id");
    select.bind("object_id", objectId).into(ref);
    while (select.fetch()) shared.push_back(ref);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  for (const std::int64_t one : shared) CAMERAMONIT_RETURN_IF_ERROR(readEvents("e.event_ref = :ref", one, events));
  return events;
}

absl::Status RetellingRows::queue(const std::vector<std::string>& ids) {
  sql::BulkInsert insert(session_, "label_retell", {"bearer_id"}, sql::upsert(session_.dialect(), {"bearer_id"}, {}));
  for (const std::string& id : ids) CAMERAMONIT_RETURN_IF_ERROR(insert.row({id}));
  return insert.flush();
}

absl::StatusOr<std::vector<std::string>> RetellingRows::queued(int limit) {
  std::string id;
  Statement select = session_.prepare("select bearer_id from label_retell order by bearer_id limit :batch");
  select.bind("batch", limit).into(id);
  std::vector<std::string> ids;
  while (select.fetch()) ids.push_back(id);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return ids;
}

absl::Status RetellingRows::done(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    CAMERAMONIT_RETURN_IF_ERROR(
        session_.prepare("delete from label_retell where bearer_id = :bearer_id").bind("bearer_id", id).run());
  }
  return absl::OkStatus();
}

}  // namespace cameramonit::events
