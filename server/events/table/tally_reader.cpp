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
/// How many spans are a query each within a statement.
constexpr std::size_t kRanges = 8;

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

/// The value that rows are grouped by, of the alias' row whose time is `column`.
std::string keyOf(const Grouping& grouping, const std::string& alias, const char* column) {
  switch (grouping.by) {
    // "+ 0": an order of rows that the key has anyway would tempt the planner to walk all of time for it.
    case Grouping::By::kClass:
      return alias + ".class_ref + 0";
    case Grouping::By::kKind:
      return alias + ".kind + 0";
    case Grouping::By::kTime:
      return absl::StrCat(alias, ".", column, " - (", alias, ".", column, " + :offset_us) % ", grouping.lengthUs);
    case Grouping::By::kNothing:
      break;
  }
  return "0";
}

}  // namespace

/// Spans of time in pieces that whole days, whole quarters and single events answer.
struct TallyReader::Pieces {
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

  /// What each statement asks for.
  std::vector<std::vector<Level>> levels() const {
    // A few are a range of the key each; many are looked for between the first and the last.
    if (days.size() + quarters.size() <= kRanges) {
      std::vector<Level> each;
      for (const MicrosSpan& span : days) each.emplace_back(kDayUs, std::span(&span, 1));
      for (const MicrosSpan& span : quarters) each.emplace_back(kQuarterUs, std::span(&span, 1));
      if (each.empty()) return {};
      return {each};
    }
    std::vector<std::vector<Level>> levels;
    for (const auto& [spanUs, spans] : {Level(kDayUs, days), Level(kQuarterUs, quarters)}) {
      for (std::size_t from = 0; from < spans.size(); from += kSpansAtOnce) {
        levels.push_back({{spanUs, spans.subspan(from, std::min(kSpansAtOnce, spans.size() - from))}});
      }
    }
    return levels;
  }
};

/// Queries whose rows come one after another.
class TallyReader::Union {
 public:
  void add(const std::string& query, const SqlText& where) {
    absl::StrAppend(&text_, size_++ == 0 ? "" : " union all ", query);
    values_.insert(values_.end(), where.values.begin(), where.values.end());
  }
  void add(const SqlText& query) { add(query.text, query); }
  int size() const { return size_; }

  Statement prepare(sql::Session& session, const Grouping& grouping) const {
    Statement statement = session.prepare(text_);
    SqlText{"", values_}.bindTo(statement);
    if (grouping.by == Grouping::By::kTime) statement.bind("offset_us", grouping.offsetUs);
    return statement;
  }

 private:
  std::string text_;
  std::vector<std::pair<std::string, sql::Value>> values_;
  int size_ = 0;
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

Conditions TallyReader::cellsIn(const std::string& prefix, std::int64_t spanUs,
                                std::span<const MicrosSpan> spans) const {
  Conditions cells(prefix);
  cells.add("t.channel_ref = " + cells.bind(lane_.channelRef));
  cells.add("t.kind_group = " + cells.bind(group_));
  cells.add("t.span_us = " + cells.bind(spanUs));
  cells.add(cells.oneOf("t.class_ref", classes_));
  if (spans.size() > 1) {
    const MicrosSpan whole{spans.front().from, spans.back().until};
    cells.addWithin("t.begin_us", {&whole, 1});
  }
  cells.addWithin("t.begin_us", spans);
  // A whole group needs no further word.
  if (!isWholeGroup(lane_.shape->kinds)) cells.add(cells.oneOf("t.kind", lane_.shape->kinds));
  return cells;
}

Conditions TallyReader::eventsIn(const std::string& prefix, const MicrosSpan& span) const {
  Conditions events(prefix);
  events.add("e.channel_ref = " + events.bind(lane_.channelRef));
  if (!lane_.shape->classes.empty()) events.add(events.oneOf("e.class_ref", lane_.shape->classes));
  events.addWithin("e.start_us", {&span, 1});
  if (!lane_.shape->kinds.empty()) events.add(events.oneOf("e.kind", lane_.shape->kinds));
  return events;
}

absl::Status TallyReader::readCells(const Grouping& grouping, const Pieces& pieces, Counts& counts) {
  const std::string key = keyOf(grouping, "t", "begin_us");
  const std::string by = grouping.by == Grouping::By::kNothing ? "" : absl::StrCat(" group by ", key);
  for (const std::vector<Level>& levels : pieces.levels()) {
    Union cells;
    Union roamers;
    for (const auto& [spanUs, spans] : levels) {
      const SqlText where = cellsIn(absl::StrCat("w", cells.size(), "_"), spanUs, spans).sql();
      cells.add(absl::StrCat("select ", key, ", sum(t.events), sum(t.alone), sum(t.objects), min(t.begin_us), ",
                             "max(t.begin_us), ", spanUs, " from event_tally t where ", where.text, by),
                where);
      roamers.add(absl::StrCat("select distinct ", key, ", t.object_ref from event_roamer t where ", where.text),
                  where);
    }
    {
      Statement select = cells.prepare(session_, grouping);
      std::int64_t group = 0, events = 0, alone = 0, objects = 0, first = 0, last = 0, spanUs = 0;
      select.into(group, events, alone, objects, first, last, spanUs);
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
    Statement select = roamers.prepare(session_, grouping);
    std::int64_t group = 0, object = 0;
    select.into(group, object);
    while (select.fetch()) counts[group].objects.insert(object);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  return absl::OkStatus();
}

absl::Status TallyReader::readEvents(const Grouping& grouping, const std::vector<MicrosSpan>& spans, Counts& counts) {
  const std::string key = keyOf(grouping, "e", "start_us");
  for (std::size_t from = 0; from < spans.size(); from += kSpansAtOnce) {
    Union ends;
    for (std::size_t i = from; i < std::min(spans.size(), from + kSpansAtOnce); ++i) {
      const SqlText where = eventsIn(absl::StrCat("w", i, "_"), spans[i]).sql();
      ends.add(
          absl::StrCat("select ", key, ", e.object_ref, count(*), min(e.start_us), max(e.start_us) from event e where ",
                       where.text, " group by ", key == "0" ? "" : key + ", ", "e.object_ref"),
          where);
    }
    Statement select = ends.prepare(session_, grouping);
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

absl::Status TallyReader::readEnds(Place& first, Place& last) {
  const auto asDays = [](const Place& place) { return place.untilUs - place.fromUs > kQuarterUs; };
  const auto read = [&](bool ofFirst, bool ofLast, auto&& part, std::int64_t lengthUs) -> absl::Status {
    Union ends;
    if (ofFirst) ends.add(part("min", "a", first));
    if (ofLast) ends.add(part("max", "b", last));
    if (ends.size() == 0) return absl::OkStatus();
    Statement select = ends.prepare(session_, {});
    std::string end;
    std::int64_t begin = 0;
    select.into(end, begin);
    while (select.fetch()) (end == "min" ? first : last) = {begin, begin + lengthUs};
    return select.status();
  };
  CAMERAMONIT_RETURN_IF_ERROR(read(
      asDays(first), asDays(last),
      [this](const char* end, const char* prefix, const Place& place) {
        const MicrosSpan span{place.fromUs, place.untilUs};
        SqlText part = cellsIn(prefix, kQuarterUs, {&span, 1}).sql();
        part.text = absl::StrCat("select '", end, "', ", end, "(t.begin_us) from event_tally t where ", part.text);
        return part;
      },
      kQuarterUs));
  return read(
      first.untilUs - first.fromUs > 1, last.untilUs - last.fromUs > 1,
      [this](const char* end, const char* prefix, const Place& place) {
        SqlText part = eventsIn(prefix, {place.fromUs, place.untilUs}).sql();
        part.text = absl::StrCat("select '", end, "', ", end, "(e.start_us) from event e where ", part.text);
        return part;
      },
      1);
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
    if (!classes_.empty()) CAMERAMONIT_RETURN_IF_ERROR(readCells(grouping, pieces, counts));
  }
  CAMERAMONIT_RETURN_IF_ERROR(readEvents(grouping, pieces.events, counts));

  std::map<std::int64_t, Tally> tallies;
  for (auto& [key, count] : counts) {
    if (!count.first || !count.last) continue;
    Tally tally = count.tally;
    tally.objects += count.alone + static_cast<std::int64_t>(count.objects.size());
    if (grouping.by == Grouping::By::kNothing) CAMERAMONIT_RETURN_IF_ERROR(readEnds(*count.first, *count.last));
    tally.firstUs = count.first->fromUs;
    tally.lastUs = count.last->untilUs - 1;
    tallies[key] = tally;
  }
  return tallies;
}

}  // namespace cameramonit::events
