#include "server/events/table/lane_walk.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/base/status.h"
#include "server/events/table/kind_group.h"
#include "server/events/table/tally_cell.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

constexpr Dictionary::Ref kAnyClass = 0;

/// Stretches of days by class, in order of time.
using Stretches = std::map<Dictionary::Ref, std::vector<MicrosSpan>>;

/// What both have in common, in order.
std::vector<MicrosSpan> intersection(const std::vector<MicrosSpan>& a, const std::vector<MicrosSpan>& b) {
  std::vector<MicrosSpan> out;
  for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
    const MicrosSpan both{std::max(a[i].from, b[k].from), std::min(a[i].until, b[k].until)};
    if (both.from < both.until) out.push_back(both);
    a[i].until < b[k].until ? ++i : ++k;
  }
  return out;
}

/// The days on which a lane's kinds happened, neighbours joined.
absl::StatusOr<Stretches> daysWithEvents(Session& session, const Lane& lane, const LaneShape& shape) {
  std::set<KindGroup> groups;
  for (const std::int64_t kind : shape.kinds) groups.insert(groupOf(kind));
  Conditions cells("t");
  cells.add("t.channel_ref = " + cells.bind(lane.channelRef));
  cells.add(cells.oneOf("t.kind_group", groups));
  cells.add("t.span_us = " + cells.bind(kDayUs));
  if (!shape.classes.empty()) cells.add(cells.oneOf("t.class_ref", shape.classes));
  cells.add(cells.oneOf("t.kind", shape.kinds));
  MicrosSpan whole{shape.spans.front().from, shape.spans.back().until};
  if (whole.from != MicrosSpan::kOpenFrom) whole.from = floorTo(whole.from, kDayUs);
  cells.addWithin("t.begin_us", {&whole, 1});
  const char* const objectClass = shape.classes.empty() ? "0" : "t.class_ref";
  Statement select =
      session.prepare(absl::StrCat("select distinct ", objectClass, ", t.begin_us from event_tally t where ",
                                   cells.joined(), " order by ", shape.classes.empty() ? "" : "1, ", "2"));
  cells.sql().bindTo(select);
  Dictionary::Ref classRef = 0;
  std::int64_t begin = 0;
  select.into(classRef, begin);
  Stretches stretches;
  while (select.fetch()) {
    std::vector<MicrosSpan>& days = stretches[classRef];
    if (!days.empty() && days.back().until == begin) {
      days.back().until += kDayUs;
    } else {
      days.push_back({begin, begin + kDayUs});
    }
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  for (auto& [ref, days] : stretches) days = intersection(days, shape.spans);
  return stretches;
}

/// Walks one range of one index; how many events it gave.
absl::StatusOr<int> walkRange(Session& session, const Lane& lane, const LaneShape& shape, Dictionary::Ref classRef,
                              const MicrosSpan& span, bool oldestFirst, const EventMark* after, int limit,
                              std::vector<EventMark>& marks) {
  Conditions events("r");
  events.add("e.channel_ref = " + events.bind(lane.channelRef));
  if (classRef != kAnyClass) events.add("e.class_ref = " + events.bind(classRef));
  events.addWithin("e.start_us", {&span, 1});
  if (!shape.kinds.empty()) events.add(events.oneOf("e.kind", shape.kinds));
  if (after != nullptr) {
    events.add(absl::StrCat("(e.start_us <> ", events.bind(after->startUs), " or e.event_ref ",
                            oldestFirst ? "> " : "< ", events.bind(after->eventRef), ")"));
  }
  const char* const order = oldestFirst ? "e.start_us, e.event_ref" : "e.start_us desc, e.event_ref desc";
  Statement select = session.prepare(absl::StrCat("select e.start_us, e.event_ref from event e where ", events.joined(),
                                                  " order by ", order, " limit :batch"));
  events.sql().bindTo(select);
  EventMark mark;
  select.bind("batch", limit).into(mark.startUs, mark.eventRef);
  int found = 0;
  for (; select.fetch(); ++found) marks.push_back(mark);
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return found;
}

}  // namespace

absl::Status walkLane(Session& session, const Lane& lane, bool oldestFirst, const EventMark* after, int limit,
                      std::vector<EventMark>& marks) {
  LaneShape shape = *lane.shape;
  MicrosSpan rest;
  if (after != nullptr && oldestFirst) rest.from = after->startUs;
  if (after != nullptr && !oldestFirst) rest.until = after->startUs + 1;
  shape.narrowTo(rest);
  if (shape.spans.empty()) return absl::OkStatus();
  Stretches stretches;
  if (!shape.kinds.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(stretches, daysWithEvents(session, lane, shape));
  } else if (shape.classes.empty()) {
    stretches[kAnyClass] = shape.spans;
  } else {
    for (const Dictionary::Ref ref : shape.classes) {
      if (ref != Dictionary::kUnknown) stretches[ref] = shape.spans;
    }
  }
  for (auto& [classRef, spans] : stretches) {
    if (!oldestFirst) std::reverse(spans.begin(), spans.end());
    int wanted = limit;
    for (const MicrosSpan& span : spans) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const int found,
                                   walkRange(session, lane, shape, classRef, span, oldestFirst, after, wanted, marks));
      wanted -= found;
      if (wanted == 0) break;
    }
  }
  return absl::OkStatus();
}

}  // namespace cameramonit::events
