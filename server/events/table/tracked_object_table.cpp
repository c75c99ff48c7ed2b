#include "server/events/table/tracked_object_table.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include <algorithm>

#include "common/base/status.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_query.h"
#include "server/events/table/event_reader.h"
#include "server/events/table/object_row.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_TRACKED_OBJECT_UNKNOWN, "There is no such tracked object.",
                        {{"tracked_object", name}});
}

/// The row of an object by its name; the channel must be right too.
absl::StatusOr<std::pair<std::int64_t, v1::TrackedObject>> find(Session& session, Dictionary& dictionary,
                                                                const std::string& name) {
  ObjectRow row;
  Statement select = session.prepare(absl::StrCat(kObjectColumns, "object_id = :object_id"));
  select.bind("object_id", parseEventName(name).id);
  row.bindTo(select);
  if (!select.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return unknown(name);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(v1::TrackedObject object, row.object(session, dictionary));
  if (object.name() != name) return unknown(name);
  return std::pair(row.objectRef, std::move(object));
}

struct ObjectMark {
  EventMark mark;  ///< of the newest event that matches
  std::int64_t objectRef = 0;
};

/// Objects of one lane by their newest matching event: an event counts when no later one of its object matches.
absl::Status readLane(Session& session, const EventQuery& query, const Lane& lane, const EventMark* after, int limit,
                      std::vector<ObjectMark>& marks) {
  const auto conditions = [&](const std::string& alias) {
    // The lane speaks of `e`; for the later event it must speak of another row.
    std::string text = lane.where.text;
    for (std::size_t at = 0; (at = text.find("e.", at)) != std::string::npos; at += alias.size() + 1) {
      const bool word = at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) != 0 || text[at - 1] == '_');
      if (!word) text.replace(at, 1, alias);
    }
    return text;
  };
  std::string laterSource = query.source();
  laterSource.back() = 'n';
  std::string text =
      absl::StrCat("select distinct e.start_us, e.event_ref, e.object_ref from ", query.source(), " where ",
                   lane.where.text, " and e.object_ref is not null and not exists (select 1 from ", laterSource,
                   " where n.object_ref = e.object_ref and (n.start_us > e.start_us or (n.start_us = e.start_us and "
                   "n.event_ref > e.event_ref)) and ",
                   conditions("n"), ")");
  if (after != nullptr) {
    text += " and e.start_us <= :after_us and (e.start_us < :after_us or e.event_ref < :after_ref)";
  }
  text += " order by e.start_us desc, e.event_ref desc limit :batch";
  Statement select = session.prepare(text);
  lane.where.bindTo(select);
  if (after != nullptr) select.bind("after_us", after->startUs).bind("after_ref", after->eventRef);
  ObjectMark mark;
  select.bind("batch", limit).into(mark.mark.startUs, mark.mark.eventRef, mark.objectRef);
  while (select.fetch()) marks.push_back(mark);
  return select.status();
}

}  // namespace

TrackedObjectTable::TrackedObjectTable(sql::Database& database)
    : database_(database), dictionary_(std::make_unique<Dictionary>(database)) {}

TrackedObjectTable::~TrackedObjectTable() = default;

absl::StatusOr<v1::TrackedObject> TrackedObjectTable::get(const std::string& name, const Scope& scope) {
  return database_.snapshot([&](Session& session) -> absl::StatusOr<v1::TrackedObject> {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto found, find(session, *dictionary_, name));
    if (scope.everything) return std::move(found.second);
    v1::EventFilter filter;
    filter.add_parents(parseEventName(name).channelName());
    filter.set_tracked_object(name);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto marks, nextMarks(session, query, false, nullptr, 1));
    if (marks.empty()) return unknown(name);
    return std::move(found.second);
  });
}

absl::StatusOr<TrackedObjectPage> TrackedObjectTable::list(const v1::EventFilter& filter, const Scope& scope,
                                                           int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string fingerprint = absl::StrCat(queryFingerprint(filter), "\nobjects");
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(fingerprint, pageToken, 2));
  EventMark after;
  if (!key.empty() && (!absl::SimpleAtoi(key[0], &after.startUs) || !absl::SimpleAtoi(key[1], &after.eventRef))) {
    return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, "The page token is damaged.");
  }
  return database_.snapshot([&](Session& session) -> absl::StatusOr<TrackedObjectPage> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    std::vector<ObjectMark> marks;
    for (const Lane& lane : query.lanes()) {
      CAMERAMONIT_RETURN_IF_ERROR(readLane(session, query, lane, key.empty() ? nullptr : &after, size + 1, marks));
    }
    std::sort(marks.begin(), marks.end(), [](const ObjectMark& a, const ObjectMark& b) { return b.mark < a.mark; });
    TrackedObjectPage page;
    for (const ObjectMark& mark : marks) {
      if (page.objects.size() == static_cast<std::size_t>(size)) {
        page.nextPageToken =
            sql::encodePageToken(fingerprint, {absl::StrCat(after.startUs), absl::StrCat(after.eventRef)});
        break;
      }
      after = mark.mark;
      ObjectRow row;
      Statement select = session.prepare(absl::StrCat(kObjectColumns, "object_ref = :object_ref"));
      select.bind("object_ref", mark.objectRef);
      row.bindTo(select);
      if (!select.fetch()) {
        CAMERAMONIT_RETURN_IF_ERROR(select.status());
        continue;
      }
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::TrackedObject object, row.object(session, *dictionary_));
      page.objects.push_back(std::move(object));
    }
    return page;
  });
}

}  // namespace cameramonit::events
