#include "server/events/table/event_reader.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <map>

#include "common/base/status.h"
#include "server/events/table/event_row.h"
#include "server/events/table/lane_walk.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

/// How many values one "in (…)" asks for.
constexpr std::size_t kAskedAtOnce = 200;

/// Reads one index range in its own order, of a lane that says more than a shape can.
absl::Status readLane(Session& session, const EventQuery& query, const Lane& lane, Dictionary::Ref splitRef,
                      bool oldestFirst, const EventMark* after, int limit, std::vector<EventMark>& marks) {
  std::string condition;
  std::vector<std::pair<std::string, sql::Value>> values;
  const auto also = [&condition](const std::string& more) {
    absl::StrAppend(&condition, condition.empty() ? "" : " and ", more);
  };
  if (splitRef != 0) {
    also(query.splitColumn() + " = :split_ref");
    values.emplace_back("split_ref", splitRef);
  }
  if (after != nullptr) {
    // The first part alone bounds the index range.
    also(oldestFirst ? "e.start_us >= :after_us and (e.start_us > :after_us or e.event_ref > :after_ref)"
                     : "e.start_us <= :after_us and (e.start_us < :after_us or e.event_ref < :after_ref)");
    values.emplace_back("after_us", after->startUs);
    values.emplace_back("after_ref", after->eventRef);
  }
  const SqlText where = EventQuery::narrowed(splitRef != 0 ? lane.unsplit : lane.where, condition, std::move(values));
  const char* const order = oldestFirst ? "e.start_us, e.event_ref" : "e.start_us desc, e.event_ref desc";
  Statement select = session.prepare(absl::StrCat("select e.start_us, e.event_ref from ", query.source(), " where ",
                                                  where.text, " order by ", order, " limit :batch"));
  where.bindTo(select);
  EventMark mark;
  select.bind("batch", limit).into(mark.startUs, mark.eventRef);
  while (select.fetch()) marks.push_back(mark);
  return select.status();
}

}  // namespace

absl::StatusOr<std::vector<EventMark>> nextMarks(Session& session, const EventQuery& query, bool oldestFirst,
                                                 const EventMark* after, int limit) {
  std::vector<EventMark> marks;
  // Of one class, or one feature, the index holds events in order; with several, each is a range of its own.
  const std::vector<Dictionary::Ref> whole{0};
  const std::vector<Dictionary::Ref>& ranges = query.split().empty() ? whole : query.split();
  for (const Lane& lane : query.lanes()) {
    if (lane.shape) {
      CAMERAMONIT_RETURN_IF_ERROR(walkLane(session, lane, oldestFirst, after, limit, marks));
      continue;
    }
    for (const Dictionary::Ref splitRef : ranges) {
      CAMERAMONIT_RETURN_IF_ERROR(readLane(session, query, lane, splitRef, oldestFirst, after, limit, marks));
    }
  }
  std::sort(marks.begin(), marks.end());
  marks.erase(std::unique(marks.begin(), marks.end()), marks.end());  // an event of several of the features
  if (!oldestFirst) std::reverse(marks.begin(), marks.end());
  if (marks.size() > static_cast<std::size_t>(limit)) marks.resize(static_cast<std::size_t>(limit));
  return marks;
}

absl::StatusOr<std::vector<v1::Event>> readEvents(Session& session, Dictionary& dictionary,
                                                  const std::vector<EventMark>& marks) {
  std::map<std::int64_t, v1::Event> found;
  for (std::size_t from = 0; from < marks.size(); from += kAskedAtOnce) {
    const std::size_t count = std::min(kAskedAtOnce, marks.size() - from);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(absl::StrCat(":ref", i));
    Statement select = session.prepare(absl::StrCat("select ", kEventColumns, " from ", kEventSource,
                                                    " where e.event_ref in (", absl::StrJoin(names, ", "), ")"));
    for (std::size_t i = 0; i < count; ++i) select.bind(absl::StrCat("ref", i), marks[from + i].eventRef);
    EventRow row;
    row.bindTo(select);
    while (select.fetch()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(v1::Event event, row.event(session, dictionary));
      found.emplace(row.eventRef, std::move(event));
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  std::vector<v1::Event> events;
  for (const EventMark& mark : marks) {
    const auto event = found.find(mark.eventRef);
    if (event != found.end()) events.push_back(std::move(event->second));
  }
  return events;
}

}  // namespace cameramonit::events
