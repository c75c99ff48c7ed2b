#include "server/events/table/event_table.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>

#include "common/base/status.h"
#include "server/events/table/channel_summary.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/event_append.h"
#include "server/events/table/event_changes.h"
#include "server/events/table/event_count.h"
#include "server/events/table/event_name.h"
#include "server/events/table/event_query.h"
#include "server/events/table/event_reader.h"
#include "server/events/table/event_writer.h"
#include "storage/sql/database.h"
#include "storage/sql/page_token.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

constexpr std::size_t kLargestBatch = 1000;

absl::Status unknown(const std::string& name) {
  return base::notFound(type::v1::ERROR_REASON_EVENT_UNKNOWN, "There is no such event.", {{"event", name}});
}

absl::StatusOr<std::optional<EventMark>> markFrom(const std::vector<std::string>& key) {
  if (key.empty()) return std::nullopt;
  EventMark mark;
  if (!absl::SimpleAtoi(key[0], &mark.startUs) || !absl::SimpleAtoi(key[1], &mark.eventRef)) {
    return base::invalidArgument(type::v1::ERROR_REASON_PAGE_TOKEN_INVALID, "The page token is damaged.");
  }
  return mark;
}

}  // namespace

EventTable::EventTable(sql::Database& database)
    : database_(database), dictionary_(std::make_unique<Dictionary>(database)) {}

EventTable::~EventTable() = default;

absl::StatusOr<EventRevisions> EventTable::write(const std::vector<v1::Event>& events) {
  return write({}, events);
}

absl::StatusOr<EventRevisions> EventTable::write(const std::vector<v1::TrackedObject>& objects,
                                                 const std::vector<v1::Event>& events, const Decorate& decorate) {
  if (objects.size() + events.size() > kLargestBatch) {
    return base::invalidFields({{"events", absl::StrCat("must be at most ", kLargestBatch, " at once")}});
  }
  CAMERAMONIT_RETURN_IF_ERROR(checkBatch(objects, events));
  CAMERAMONIT_RETURN_IF_ERROR(dictionary_->add(wordsOf(objects, events)));
  return database_.write([&](Session& session) -> absl::StatusOr<EventRevisions> {
    EventRevisions written;
    EventWriter writer(session, *dictionary_);
    if (!decorate) {
      CAMERAMONIT_ASSIGN_OR_RETURN(written.revisions, writer.write(objects, events));
      return written;
    }
    // Writers follow one another from here on, so what is read now stays true until this one is done.
    CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, "events", 1).status());
    std::vector<v1::TrackedObject> decoratedObjects = objects;
    std::vector<v1::Event> decoratedEvents = events;
    CAMERAMONIT_RETURN_IF_ERROR(decorate(session, decoratedObjects, decoratedEvents));
    CAMERAMONIT_ASSIGN_OR_RETURN(written.revisions, writer.write(decoratedObjects, decoratedEvents));
    return written;
  });
}

absl::Status EventTable::append(const std::vector<v1::Event>& events) {
  if (events.empty()) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(checkBatch({}, events));
  CAMERAMONIT_RETURN_IF_ERROR(dictionary_->add(wordsOf({}, events)));
  return database_.write([&](Session& session) { return appendEvents(session, *dictionary_, events); });
}

absl::StatusOr<v1::Event> EventTable::get(const std::string& name, const Scope& scope) {
  const EventName parsed = parseEventName(name);
  return database_.snapshot([&](Session& session) -> absl::StatusOr<v1::Event> {
    EventMark mark;
    {
      Statement select = session.prepare("select start_us, event_ref from event where event_id = :event_id");
      select.bind("event_id", parsed.id).into(mark.startUs, mark.eventRef);
      if (!select.fetch()) {
        CAMERAMONIT_RETURN_IF_ERROR(select.status());
        return unknown(name);
      }
    }
    v1::EventFilter filter;
    filter.add_parents(parsed.channelName());
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    for (const Lane& lane : query.lanes()) {
      const SqlText where =
          EventQuery::narrowed(lane.where, "e.event_ref = :event_ref", {{"event_ref", mark.eventRef}});
      int count = 0;
      Statement select = session.prepare(absl::StrCat("select count(*) from event e where ", where.text));
      where.bindTo(select);
      select.into(count);
      select.fetch();
      CAMERAMONIT_RETURN_IF_ERROR(select.status());
      if (count == 0) continue;
      CAMERAMONIT_ASSIGN_OR_RETURN(auto events, readEvents(session, *dictionary_, {mark}));
      if (!events.empty()) return std::move(events.front());
    }
    return unknown(name);
  });
}

absl::StatusOr<EventPage> EventTable::list(const v1::EventFilter& filter, const Scope& scope, bool oldestFirst,
                                           int pageSize, const std::string& pageToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int size, sql::pageSize(pageSize, 100, 1000));
  const std::string fingerprint = absl::StrCat(queryFingerprint(filter), oldestFirst ? "\nup" : "\ndown");
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto key, sql::decodePageToken(fingerprint, pageToken, 2));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto after, markFrom(key));
  return database_.snapshot([&](Session& session) -> absl::StatusOr<EventPage> {
    EventPage page;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    CAMERAMONIT_ASSIGN_OR_RETURN(
        auto marks, nextMarks(session, query, oldestFirst, after.has_value() ? &*after : nullptr, size + 1));
    if (marks.size() > static_cast<std::size_t>(size)) {
      marks.pop_back();
      page.nextPageToken =
          sql::encodePageToken(fingerprint, {absl::StrCat(marks.back().startUs), absl::StrCat(marks.back().eventRef)});
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(page.events, readEvents(session, *dictionary_, marks));
    return page;
  });
}

absl::StatusOr<v1::CountEventsResponse> EventTable::count(const v1::EventFilter& filter, const Scope& scope,
                                                          v1::CountEventsRequest::GroupBy groupBy,
                                                          const std::string& timeZone) {
  return database_.snapshot([&](Session& session) -> absl::StatusOr<v1::CountEventsResponse> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    return countEvents(session, *dictionary_, query, groupBy, timeZone);
  });
}

absl::StatusOr<v1::SummarizeChannelsResponse> EventTable::summarize(const v1::SummarizeChannelsRequest& request,
                                                                    const Scope& scope) {
  return database_.snapshot([&](Session& session) { return summarizeChannels(session, *dictionary_, request, scope); });
}

absl::StatusOr<EventChanges> EventTable::changedSince(std::int64_t revision, const v1::EventFilter& filter,
                                                      const Scope& scope, int limit) {
  return database_.snapshot([&](Session& session) -> absl::StatusOr<EventChanges> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto query, EventQuery::make(session, *dictionary_, filter, scope));
    return readChanges(session, *dictionary_, query, revision, limit);
  });
}

absl::StatusOr<std::int64_t> EventTable::lastRevision() {
  return database_.read([](Session& session) { return sql::lastRevision(session, "events"); });
}

absl::StatusOr<int> EventTable::prune(const std::string& media, const std::string& keepAttempt, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<int> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto mediaRef, dictionary_->media(session, media));
    if (mediaRef == Dictionary::kUnknown) return 0;
    return pruneEvents(session, mediaRef, keepAttempt, now);
  });
}

absl::Status EventTable::compact(absl::Time before) {
  return database_.write([&](Session& session) { return compactTombstones(session, before); });
}

}  // namespace cameramonit::events
