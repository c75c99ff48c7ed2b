#include "server/events/table/event_changes.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <map>
#include <vector>

#include "common/base/status.h"
#include "server/events/table/event_row.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "events";

constexpr char kSelectTombstones[] =
    "select revision, event_id, channel_ref from event_tombstone where revision > :revision order by revision "
    "limit :batch";
constexpr char kSelectPruned[] =
    "select event_ref, event_id, channel_ref from event where media_ref = :media_ref and attempt <> :attempt "
    "order by event_ref";
constexpr char kDeleteFeatures[] = "delete from event_feature where event_ref = :event_ref";
constexpr char kDeleteEvent[] = "delete from event where event_ref = :event_ref";
constexpr char kDeleteObjects[] =
    "delete from tracked_object where media_ref = :media_ref and attempt <> :attempt "
    "and not exists (select 1 from event e where e.object_ref = tracked_object.object_ref)";
constexpr char kLastForgotten[] = "select max(revision) from event_tombstone where delete_us < :before_us";
constexpr char kForget[] = "delete from event_tombstone where revision <= :revision";

/// Rows in the order of revisions, at most `limit`.
absl::Status readUpdates(Session& session, Dictionary& dictionary, const EventQuery& query, const Lane& lane,
                         std::int64_t revision, int limit, std::vector<EventChange>& changes) {
  // From event_feature an event may come twice, and that has no revision: ask the event itself.
  const bool direct = query.source() == "event e";
  const std::string source =
      direct ? absl::StrCat(kEventSource, " where ")
             : absl::StrCat(kEventSource, " where e.event_ref in (select e.event_ref from ", query.source(), " where ");
  const SqlText& where = lane.where;
  Statement select =
      session.prepare(absl::StrCat("select ", kEventColumns, " from ", source, where.text, direct ? "" : ")",
                                   " and e.revision > :revision order by e.revision limit :batch"));
  where.bindTo(select);
  select.bind("revision", revision).bind("batch", limit);
  EventRow row;
  row.bindTo(select);
  while (select.fetch()) {
    EventChange change;
    change.revision = row.revision;
    CAMERAMONIT_ASSIGN_OR_RETURN(change.event, row.event(session, dictionary));
    change.name = change.event->name();
    changes.push_back(std::move(change));
  }
  return select.status();
}

absl::Status readDeletions(Session& session, const EventQuery& query, std::int64_t revision, int limit,
                           std::int64_t& reached, std::vector<EventChange>& changes) {
  std::map<Dictionary::Ref, std::string> visible;
  for (const Lane& lane : query.lanes()) visible[lane.channelRef] = lane.channel;
  int rows = 0;
  EventChange change;
  std::string id;
  Dictionary::Ref channelRef = 0;
  Statement select = session.prepare(kSelectTombstones);
  select.bind("revision", revision).bind("batch", limit).into(change.revision, id, channelRef);
  while (select.fetch()) {
    if (++rows == limit) reached = std::min(reached, change.revision);
    const auto channel = visible.find(channelRef);
    if (channel == visible.end()) continue;
    change.name = absl::StrCat(channel->second, "/events/", id);
    changes.push_back(change);
  }
  return select.status();
}

}  // namespace

absl::StatusOr<EventChanges> readChanges(Session& session, Dictionary& dictionary, const EventQuery& query,
                                         std::int64_t revision, int limit) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t compacted, sql::compactedRevision(session, kCounter));
  if (revision < compacted) {
    return base::outOfRange(type::v1::ERROR_REASON_REVISION_COMPACTED,
                            "This is too old to go on from; begin anew with a list.",
                            {{"revision", absl::StrCat(compacted)}});
  }
  EventChanges out;
  CAMERAMONIT_ASSIGN_OR_RETURN(out.revision, sql::lastRevision(session, kCounter));
  if (out.revision == revision) return out;
  // Whatever stopped at its limit has more to come, so nothing beyond its last revision may be given yet.
  for (const Lane& lane : query.lanes()) {
    std::vector<EventChange> ofLane;
    CAMERAMONIT_RETURN_IF_ERROR(readUpdates(session, dictionary, query, lane, revision, limit, ofLane));
    if (static_cast<int>(ofLane.size()) == limit) out.revision = std::min(out.revision, ofLane.back().revision);
    std::move(ofLane.begin(), ofLane.end(), std::back_inserter(out.changes));
  }
  CAMERAMONIT_RETURN_IF_ERROR(readDeletions(session, query, revision, limit, out.revision, out.changes));
  std::sort(out.changes.begin(), out.changes.end(),
            [](const EventChange& a, const EventChange& b) { return a.revision < b.revision; });
  if (static_cast<int>(out.changes.size()) > limit) {
    out.revision = std::min(out.revision, out.changes[static_cast<std::size_t>(limit) - 1].revision);
  }
  const auto beyond = std::find_if(out.changes.begin(), out.changes.end(),
                                   [&](const EventChange& change) { return change.revision > out.revision; });
  out.changes.erase(beyond, out.changes.end());
  return out;
}

absl::StatusOr<int> pruneEvents(Session& session, Dictionary::Ref mediaRef, const std::string& keepAttempt,
                                absl::Time now) {
  // Before looking, so that no writer adds to the media meanwhile; one number is spent if nothing is found.
  CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kCounter, 1).status());
  struct Pruned {
    std::int64_t eventRef;
    std::string id;
    std::int64_t channelRef;
  };
  std::vector<Pruned> pruned;
  {
    Pruned one{};
    Statement select = session.prepare(kSelectPruned);
    select.bind("media_ref", mediaRef).bind("attempt", keepAttempt).into(one.eventRef, one.id, one.channelRef);
    while (select.fetch()) pruned.push_back(one);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  if (!pruned.empty()) {
    CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                                 sql::takeRevisions(session, kCounter, static_cast<std::int64_t>(pruned.size())));
    sql::BulkInsert tombstones(session, "event_tombstone", {"revision", "event_id", "channel_ref", "delete_us"});
    for (const Pruned& one : pruned) {
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteFeatures).bind("event_ref", one.eventRef).run());
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteEvent).bind("event_ref", one.eventRef).run());
      CAMERAMONIT_RETURN_IF_ERROR(tombstones.row({revision++, one.id, one.channelRef, absl::ToUnixMicros(now)}));
    }
    CAMERAMONIT_RETURN_IF_ERROR(tombstones.flush());
  }
  CAMERAMONIT_RETURN_IF_ERROR(
      session.prepare(kDeleteObjects).bind("media_ref", mediaRef).bind("attempt", keepAttempt).run());
  return static_cast<int>(pruned.size());
}

absl::Status compactTombstones(Session& session, absl::Time before) {
  std::optional<std::int64_t> last;
  {
    Statement select = session.prepare(kLastForgotten);
    select.bind("before_us", before).into(last);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  if (!last.has_value()) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kForget).bind("revision", *last).run());
  return sql::setCompactedRevision(session, kCounter, *last);
}

}  // namespace cameramonit::events
