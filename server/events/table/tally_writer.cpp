#include "server/events/table/tally_writer.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

#include <algorithm>
#include <string>
#include <utility>

#include "common/base/status.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/dialect.h"

namespace cameramonit::events {
namespace {

using sql::Statement;

/// How many values one "in (…)" asks for.
constexpr std::size_t kAskedAtOnce = 200;

constexpr char kDeleteEmpty[] =
    "delete from event_tally where channel_ref = :channel_ref and kind_group = :kind_group and span_us = :span_us "
    "and class_ref = :class_ref and begin_us = :begin_us and kind = :kind and events = 0";
constexpr char kDeleteRoamer[] =
    "delete from event_roamer where channel_ref = :channel_ref and kind_group = :kind_group and span_us = :span_us "
    "and class_ref = :class_ref and begin_us = :begin_us and kind = :kind and object_ref = :object_ref";

const std::vector<std::string>& cellColumns() {
  static const std::vector<std::string> kColumns{"channel_ref", "kind_group", "span_us",
                                                 "class_ref",   "begin_us",   "kind"};
  return kColumns;
}

void bind(const TallyCell& cell, Statement& statement) {
  statement.bind("channel_ref", cell.channelRef).bind("kind_group", cell.group).bind("span_us", cell.spanUs);
  statement.bind("class_ref", cell.classRef).bind("begin_us", cell.beginUs).bind("kind", cell.kind);
}

std::vector<sql::Value> valuesOf(const TallyCell& cell) {
  return {cell.channelRef, cell.group, cell.spanUs, cell.classRef, cell.beginUs, cell.kind};
}

using Layer = std::pair<KindGroup, std::int64_t>;  // group and span

/// The cells that an object is in, layer by layer.
std::map<Layer, std::set<TallyCell>> layersOf(const std::vector<Occurrence>& story) {
  std::map<Layer, std::set<TallyCell>> layers;
  for (const Occurrence& one : story) {
    for (const KindGroup group : {kEveryKind, groupOf(one.kind)}) {
      for (const std::int64_t span : kCellSpans) layers[{group, span}].insert(cellOf(one, group, span));
    }
  }
  return layers;
}

}  // namespace

absl::Status TallyWriter::know(const std::set<std::int64_t>& objectRefs) {
  std::vector<std::int64_t> unknown;
  for (const std::int64_t ref : objectRefs) {
    if (stories_.try_emplace(ref).second) unknown.push_back(ref);
  }
  for (std::size_t from = 0; from < unknown.size(); from += kAskedAtOnce) {
    const std::size_t count = std::min(kAskedAtOnce, unknown.size() - from);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(absl::StrCat(":ref", i));
    Statement select =
        session_.prepare(absl::StrCat("select object_ref, channel_ref, class_ref, kind, start_us from event "
                                      "where object_ref in (",
                                      absl::StrJoin(names, ", "), ")"));
    for (std::size_t i = 0; i < count; ++i) select.bind(absl::StrCat("ref", i), unknown[from + i]);
    Occurrence one;
    one.objectRef = 0;
    select.into(*one.objectRef, one.channelRef, one.classRef, one.kind, one.startUs);
    while (select.fetch()) {
      Story& story = stories_[*one.objectRef];
      story.before.push_back(one);
      story.now.push_back(one);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  return absl::OkStatus();
}

void TallyWriter::add(const Occurrence& one, std::int64_t count) {
  for (const KindGroup group : {kEveryKind, groupOf(one.kind)}) {
    for (const std::int64_t span : kCellSpans) {
      Delta& delta = deltas_[cellOf(one, group, span)];
      delta.events += count;
      if (!one.objectRef) delta.alone += count;
    }
  }
}

void TallyWriter::take(const Occurrence& gone) {
  add(gone, -1);
  if (!gone.objectRef) return;
  std::vector<Occurrence>& now = stories_[*gone.objectRef].now;
  const auto found = std::find(now.begin(), now.end(), gone);
  if (found != now.end()) now.erase(found);
}

void TallyWriter::put(const Occurrence& come) {
  add(come, 1);
  if (come.objectRef) stories_[*come.objectRef].now.push_back(come);
}

void TallyWriter::compare(std::int64_t objectRef, const Story& story) {
  const auto apply = [&](const std::vector<Occurrence>& occurrences, std::int64_t count, std::set<Roamer>& roamers) {
    for (const auto& [layer, cells] : layersOf(occurrences)) {
      if (cells.size() == 1) {
        deltas_[*cells.begin()].objects += count;
      } else {
        for (const TallyCell& cell : cells) roamers.insert({cell, objectRef});
      }
    }
  };
  apply(story.before, -1, gone_);
  apply(story.now, 1, come_);
}

absl::Status TallyWriter::writeTallies() {
  std::vector<std::string> columns = cellColumns();
  const std::vector<std::string> counts{"events", "alone", "objects"};
  columns.insert(columns.end(), counts.begin(), counts.end());
  sql::BulkInsert insert(session_, "event_tally", columns,
                         sql::upsertAdding(session_.dialect(), cellColumns(), counts));
  for (const auto& [cell, delta] : deltas_) {
    if (delta.events == 0 && delta.alone == 0 && delta.objects == 0) continue;
    std::vector<sql::Value> values = valuesOf(cell);
    values.insert(values.end(), {delta.events, delta.alone, delta.objects});
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(std::move(values)));
  }
  CAMERAMONIT_RETURN_IF_ERROR(insert.flush());
  for (const auto& [cell, delta] : deltas_) {
    if (delta.events >= 0) continue;
    Statement remove = session_.prepare(kDeleteEmpty);
    bind(cell, remove);
    CAMERAMONIT_RETURN_IF_ERROR(remove.run());
  }
  return absl::OkStatus();
}

absl::Status TallyWriter::writeRoamers() {
  for (const Roamer& roamer : gone_) {
    if (come_.contains(roamer)) continue;
    Statement remove = session_.prepare(kDeleteRoamer);
    bind(roamer.cell, remove);
    CAMERAMONIT_RETURN_IF_ERROR(remove.bind("object_ref", roamer.objectRef).run());
  }
  std::vector<std::string> columns = cellColumns();
  columns.emplace_back("object_ref");
  sql::BulkInsert insert(session_, "event_roamer", columns);
  for (const Roamer& roamer : come_) {
    if (gone_.contains(roamer)) continue;
    std::vector<sql::Value> values = valuesOf(roamer.cell);
    values.emplace_back(roamer.objectRef);
    CAMERAMONIT_RETURN_IF_ERROR(insert.row(std::move(values)));
  }
  return insert.flush();
}

absl::Status TallyWriter::flush() {
  for (const auto& [objectRef, story] : stories_) {
    if (story.before != story.now) compare(objectRef, story);
  }
  CAMERAMONIT_RETURN_IF_ERROR(writeTallies());
  CAMERAMONIT_RETURN_IF_ERROR(writeRoamers());
  deltas_.clear();
  stories_.clear();
  come_.clear();
  gone_.clear();
  return absl::OkStatus();
}

}  // namespace cameramonit::events
