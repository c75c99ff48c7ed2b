#include "server/events/table/tally_reader.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>

#include "common/base/status.h"

namespace cameramonit::events {
namespace {

using sql::Statement;

/// How many spans one statement asks for.
constexpr std::size_t kSpansAtOnce = 40;

/// The classes that a channel has cells of, one step of the primary key each.
constexpr char kSelectClasses[] =
    "with recursive seen (class_ref) as ("
    "select min(class_ref) from event_tally "
    "where channel_ref = :channel_ref and kind_group = :kind_group and span_us = :span_us "
    "union all select (select min(t.class_ref) from event_tally t where t.channel_ref = :channel_ref "
    "and t.kind_group = :kind_group and t.span_us = :span_us and t.class_ref > seen.class_ref) "
    "from seen where seen.class_ref is not null) "
    "select class_ref from seen where class_ref is not null";

std::int64_t ceilTo(std::int64_t timeUs, std::int64_t spanUs) {
  const std::int64_t floor = floorTo(timeUs, spanUs);
  return floor == timeUs ? floor : floor + spanUs;
}

void addSpan(std::int64_t from, std::int64_t until, std::vector<MicrosSpan>& spans) {
  if (from < until) spans.push_back({from, until});
}

/// Spans of time in pieces that whole days, whole quarters and single events answer.
struct Pieces {
  std::vector<MicrosSpan> days;
  std::vector<MicrosSpan> quarters;
  std::vector<MicrosSpan> events;

  void cut(const MicrosSpan& span, bool byDays) {
    if (span.from >= span.until) return;
    const bool openFrom = span.from == MicrosSpan::kOpenFrom;
    const bool openUntil = span.until == MicrosSpan::kOpenUntil;
    const std::int64_t from = openFrom ? span.from : ceilTo(span.from, kQuarterUs);
    const std::int64_t until = openUntil ? span.until : floorTo(span.until, kQuarterUs);
    if (from >= until) return addSpan(span.from, span.until, events);
    addSpan(span.from, from, events);
    addSpan(until, span.until, events);
    const std::int64_t fromDay = openFrom ? from : ceilTo(from, kDayUs);
    const std::int64_t untilDay = openUntil ? until : floorTo(until, kDayUs);
    if (!byDays || fromDay >= untilDay) return addSpan(from, until, quarters);
    addSpan(fromDay, untilDay, days);
    addSpan(from, fromDay, quarters);
    addSpan(untilDay, until, quarters);
  }
};

/// The value that rows are grouped by, of the alias' row whose time is `column`.
std::string keyOf(const Grouping& grouping, const std::string& alias, const char* column) {
  switch (grouping.by) {
    case Grouping::By::kClass:
      return alias + ".class_ref";
    case Grouping::By::kKind:
      return alias + ".kind";
    case Grouping::By::kTime:
      return absl::StrCat(alias, ".", column, " - (", alias, ".", column, " + :offset_us) % ", grouping.lengthUs);
    case Grouping::By::kNothing:
      break;
  }
  return "0";
}

void bindOffset(const Grouping& grouping, Statement& statement) {
  if (grouping.by == Grouping::By::kTime) statement.bind("offset_us", grouping.offsetUs);
}

}  // namespace

/// Conditions and the values they bind.
struct TallyReader::Where {
  std::vector<std::string> conditions;
  std::vector<std::pair<std::string, std::int64_t>> values;

  std::string bind(std::int64_t value) {
    std::string name = absl::StrCat("w", values.size());
    values.emplace_back(name, value);
    return ":" + name;
  }
  void oneOf(const std::string& column, const std::vector<std::int64_t>& wanted) {
    if (wanted.empty()) return;
    std::vector<std::string> names;
    for (const std::int64_t value : wanted) names.push_back(bind(value));
    conditions.push_back(absl::StrCat(column, " in (", absl::StrJoin(names, ", "), ")"));
  }
  std::string text() const { return absl::StrJoin(conditions, " and "); }
  void bindTo(Statement& statement) const {
    for (const auto& [name, value] : values) statement.bind(name, value);
  }
};

bool TallyReader::answers(const Lane& lane, const Grouping& grouping) {
  if (!lane.shape) return false;
  const auto group = groupOfAll(lane.shape->kinds);
  if (!group) return false;
  if (grouping.by == Grouping::By::kKind) return *group != kEveryKind;
  if (grouping.by != Grouping::By::kTime) return true;
  return grouping.lengthUs % kQuarterUs == 0 && grouping.offsetUs % kQuarterUs == 0;
}

void TallyReader::Count::at(const Place& place) {
  if (!first || place.fromUs < first->fromUs) first = place;
  if (!last || place.untilUs > last->untilUs) last = place;
}

absl::Status TallyReader::readClasses() {
  classes_ = lane_.shape->classes;
  if (!classes_.empty()) return absl::OkStatus();
  std::int64_t ref = 0;
  Statement select = session_.prepare(kSelectClasses);
  select.bind("channel_ref", lane_.channelRef).bind("kind_group", group_).bind("span_us", kDayUs).into(ref);
  while (select.fetch()) classes_.push_back(ref);
  return select.status();
}

TallyReader::Where TallyReader::where(const char* alias, const std::vector<MicrosSpan>& spans, std::size_t from,
                                      std::size_t count, const char* column) const {
  Where out;
  const std::string at = absl::StrCat(alias, ".", column);
  out.conditions.push_back(absl::StrCat(alias, ".channel_ref = ", out.bind(lane_.channelRef)));
  // A whole group of cells needs no further word; events know no groups.
  if (*alias == 'e' || !isWholeGroup(lane_.shape->kinds)) out.oneOf(absl::StrCat(alias, ".kind"), lane_.shape->kinds);
  std::vector<std::string> alternatives;
  for (std::size_t i = from; i < from + count; ++i) {
    std::vector<std::string> bounds;
    if (spans[i].from != MicrosSpan::kOpenFrom) bounds.push_back(absl::StrCat(at, " >= ", out.bind(spans[i].from)));
    if (spans[i].until != MicrosSpan::kOpenUntil) bounds.push_back(absl::StrCat(at, " < ", out.bind(spans[i].until)));
    if (!bounds.empty()) alternatives.push_back(absl::StrJoin(bounds, " and "));
  }
  if (!alternatives.empty()) out.conditions.push_back(absl::StrCat("(", absl::StrJoin(alternatives, " or "), ")"));
  return out;
}

absl::Status TallyReader::readCells(const Grouping& grouping, std::int64_t spanUs, const std::vector<MicrosSpan>& spans,
                                    Counts& counts) {
  for (std::size_t from = 0; from < spans.size(); from += kSpansAtOnce) {
    Where cells = where("t", spans, from, std::min(kSpansAtOnce, spans.size() - from), "begin_us");
    cells.conditions.push_back("t.kind_group = " + cells.bind(group_));
    cells.conditions.push_back("t.span_us = " + cells.bind(spanUs));
    cells.oneOf("t.class_ref", classes_);
    const std::string key = keyOf(grouping, "t", "begin_us");
    Statement select = session_.prepare(
        absl::StrCat("select ", key, ", sum(t.events), sum(t.alone), sum(t.objects), min(t.begin_us), max(t.begin_us) ",
                     "from event_tally t where ", cells.text(),
                     grouping.by == Grouping::By::kNothing ? "" : absl::StrCat(" group by ", key)));
    cells.bindTo(select);
    bindOffset(grouping, select);
    std::int64_t group = 0, events = 0, alone = 0, objects = 0, first = 0, last = 0;
    select.into(group, events, alone, objects, first, last);
    while (select.fetch()) {
      if (events == 0) continue;
      Count& count = counts[group];
      count.tally.events += events;
      count.tally.objects += objects;
      count.alone += alone;
      count.at({first, first + spanUs});
      count.at({last, last + spanUs});
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  return absl::OkStatus();
}

absl::Status TallyReader::readRoamers(const Grouping& grouping, std::int64_t spanUs,
                                      const std::vector<MicrosSpan>& spans, Counts& counts) {
  for (std::size_t from = 0; from < spans.size(); from += kSpansAtOnce) {
    Where cells = where("r", spans, from, std::min(kSpansAtOnce, spans.size() - from), "begin_us");
    cells.conditions.push_back("r.kind_group = " + cells.bind(group_));
    cells.conditions.push_back("r.span_us = " + cells.bind(spanUs));
    cells.oneOf("r.class_ref", classes_);
    Statement select = session_.prepare(absl::StrCat("select distinct ", keyOf(grouping, "r", "begin_us"),
                                                     ", r.object_ref from event_roamer r where ", cells.text()));
    cells.bindTo(select);
    bindOffset(grouping, select);
    std::int64_t group = 0, object = 0;
    select.into(group, object);
    while (select.fetch()) counts[group].objects.insert(object);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  return absl::OkStatus();
}

absl::Status TallyReader::readEvents(const Grouping& grouping, const std::vector<MicrosSpan>& spans, Counts& counts) {
  // One by one: each is a range of an index.
  for (std::size_t i = 0; i < spans.size(); ++i) {
    Where ends = where("e", spans, i, 1, "start_us");
    ends.oneOf("e.class_ref", lane_.shape->classes);
    const std::string key = keyOf(grouping, "e", "start_us");
    Statement select = session_.prepare(
        absl::StrCat("select ", key, ", e.object_ref, count(*), min(e.start_us), max(e.start_us) from event e where ",
                     ends.text(), " group by ", key == "0" ? "" : key + ", ", "e.object_ref"));
    ends.bindTo(select);
    bindOffset(grouping, select);
    std::int64_t group = 0, events = 0, first = 0, last = 0;
    std::optional<std::int64_t> object;
    select.into(group, object, events, first, last);
    while (select.fetch()) {
      Count& count = counts[group];
      count.tally.events += events;
      if (object) {
        count.objects.insert(*object);
      } else {
        count.alone += events;
      }
      count.at({first, first + 1});
      count.at({last, last + 1});
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::int64_t> TallyReader::startIn(Place place, bool last) {
  if (place.untilUs - place.fromUs == 1) return place.fromUs;
  const char* const end = last ? "max" : "min";
  if (place.untilUs - place.fromUs > kQuarterUs) {
    Where cells = where("t", {{place.fromUs, place.untilUs}}, 0, 1, "begin_us");
    cells.conditions.push_back("t.kind_group = " + cells.bind(group_));
    cells.conditions.push_back("t.span_us = " + cells.bind(kQuarterUs));
    cells.oneOf("t.class_ref", classes_);
    Statement select =
        session_.prepare(absl::StrCat("select ", end, "(t.begin_us) from event_tally t where ", cells.text()));
    cells.bindTo(select);
    select.into(place.fromUs);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    place.untilUs = place.fromUs + kQuarterUs;
  }
  Where events = where("e", {{place.fromUs, place.untilUs}}, 0, 1, "start_us");
  events.oneOf("e.class_ref", lane_.shape->classes);
  std::int64_t start = 0;
  Statement select = session_.prepare(absl::StrCat("select ", end, "(e.start_us) from event e where ", events.text()));
  events.bindTo(select);
  select.into(start);
  select.fetch();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return start;
}

absl::StatusOr<std::map<std::int64_t, Tally>> TallyReader::count(const Grouping& grouping, const MicrosSpan& within) {
  LaneShape shape = *lane_.shape;
  shape.narrowTo(within);
  const bool byDays = grouping.by != Grouping::By::kTime;
  Pieces pieces;
  for (const MicrosSpan& span : shape.spans) pieces.cut(span, byDays);
  group_ = *groupOfAll(shape.kinds);
  Counts counts;
  if (!pieces.days.empty() || !pieces.quarters.empty()) {
    CAMERAMONIT_RETURN_IF_ERROR(readClasses());
    if (!classes_.empty()) {
      CAMERAMONIT_RETURN_IF_ERROR(readCells(grouping, kDayUs, pieces.days, counts));
      CAMERAMONIT_RETURN_IF_ERROR(readCells(grouping, kQuarterUs, pieces.quarters, counts));
      CAMERAMONIT_RETURN_IF_ERROR(readRoamers(grouping, kDayUs, pieces.days, counts));
      CAMERAMONIT_RETURN_IF_ERROR(readRoamers(grouping, kQuarterUs, pieces.quarters, counts));
    }
  }
  CAMERAMONIT_RETURN_IF_ERROR(readEvents(grouping, pieces.events, counts));

  std::map<std::int64_t, Tally> tallies;
  for (auto& [key, count] : counts) {
    if (!count.first || !count.last) continue;
    Tally tally = count.tally;
    tally.objects += count.alone + static_cast<std::int64_t>(count.objects.size());
    tally.firstUs = count.first->fromUs;
    tally.lastUs = count.last->untilUs - 1;
    if (grouping.by == Grouping::By::kNothing) {
      CAMERAMONIT_ASSIGN_OR_RETURN(tally.firstUs, startIn(*count.first, false));
      CAMERAMONIT_ASSIGN_OR_RETURN(tally.lastUs, startIn(*count.last, true));
    }
    tallies[key] = tally;
  }
  return tallies;
}

}  // namespace cameramonit::events
