#include "server/events/table/event_changes.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "common/base/status.h"
#include "server/events/table/event_reader.h"
#include "server/events/table/tally_writer.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::events {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "events";

constexpr char kSelectChanged[] =
    "select revision, start_us, event_ref, channel_ref, class_ref, kind from event where revision > :revision order by "
    "revision "
    "limit :batch";
constexpr char kSelectTombstones[] =
    "select revision, event_id, channel_ref from event_tombstone where revision > :revision order by revision "
    "limit :batch";
constexpr char kSelectPruned[] =
    "select event_ref, event_id, channel_ref, class_ref, kind, start_us, object_ref from event "
    "where media_ref = :media_ref and attempt <> :attempt order by event_ref";
constexpr char kDeleteFeatures[] = "delete from event_feature where event_ref = :event_ref";
constexpr char kDeleteSubjects[] = "delete from event_subject where event_ref = :event_ref";
// Those that a person pointed at stay: they are what the label knows its look-alikes by.
constexpr char kDeleteBearers[] =
    "delete from label_bearer where standing = 3 and bearer_id in (select object_id from tracked_object "
    "where media_ref = :media_ref and attempt <> :attempt and not exists "
    "(select 1 from event e where e.object_ref = tracked_object.object_ref))";
constexpr char kDeleteEvent[] = "delete from event where event_ref = :event_ref";
constexpr char kDeleteObjects[] =
    "delete from tracked_object where media_ref = :media_ref and attempt <> :attempt "
    "and not exists (select 1 from event e where e.object_ref = tracked_object.object_ref)";
constexpr char kLastForgotten[] = "select max(revision) from event_tombstone where delete_us < :before_us";
constexpr char kForget[] = "delete from event_tombstone where revision <= :revision";

/// An event that changed, before anybody asked whether it may be seen.
struct Candidate {
  std::int64_t revision = 0;
  EventMark mark;
  Dictionary::Ref classRef = 0;
  int kind = 0;
};

/// The next changes of all channels, by channel: one walk along the revisions, however many channels are watched.
absl::StatusOr<std::map<Dictionary::Ref, std::vector<Candidate>>> readCandidates(Session& session,
                                                                                 std::int64_t revision, int limit,
                                                                                 std::int64_t& reached) {
  std::map<Dictionary::Ref, std::vector<Candidate>> candidates;
  int rows = 0;
  Candidate one;
  Dictionary::Ref channelRef = 0;
  Statement select = session.prepare(kSelectChanged);
  select.bind("revision", revision).bind("batch", limit);
  select.into(one.revision, one.mark.startUs, one.mark.eventRef, channelRef, one.classRef, one.kind);
  while (select.fetch()) {
    if (++rows == limit) reached = std::min(reached, one.revision);
    candidates[channelRef].push_back(one);
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return candidates;
}

/// Of the candidates of a lane's channel, those that the lane means.
absl::StatusOr<std::vector<EventMark>> meant(Session& session, const EventQuery& query, const Lane& lane,
                                             const std::vector<Candidate>& candidates) {
  std::vector<EventMark> marks;
  if (lane.shape) {
    for (const Candidate& candidate : candidates) {
      if (lane.shape->allows(candidate.kind, candidate.classRef, candidate.mark.startUs)) {
        marks.push_back(candidate.mark);
      }
    }
    return marks;
  }
  // The event's own key is given, so no index over the whole channel can tempt the planner.
  for (const Candidate& candidate : candidates) {
    Statement check = session.prepare(
        absl::StrCat("select count(*) from ", query.source(), " where e.event_ref = :event_ref and ", lane.where.text));
    lane.where.bindTo(check);
    int count = 0;
    check.bind("event_ref", candidate.mark.eventRef).into(count);
    check.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(check.status());
    if (count > 0) marks.push_back(candidate.mark);
  }
  return marks;
}

absl::Status readUpdates(Session& session, Dictionary& dictionary, const EventQuery& query, std::int64_t revision,
                         int limit, std::int64_t& reached, std::vector<EventChange>& changes) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto candidates, readCandidates(session, revision, limit, reached));
  for (const Lane& lane : query.lanes()) {
    const auto ofChannel = candidates.find(lane.channelRef);
    if (ofChannel == candidates.end()) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto marks, meant(session, query, lane, ofChannel->second));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto events, readEvents(session, dictionary, marks));
    for (v1::Event& event : events) {
      EventChange change;
      change.revision = event.revision();
      change.name = event.name();
      change.event = std::move(event);
      changes.push_back(std::move(change));
    }
  }
  return absl::OkStatus();
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
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t last, sql::lastRevision(session, kCounter));
  EventChanges out;
  out.revision = revision;
  // In bites, until enough was found that is meant: fewer than `limit` always says that there is no more.
  while (out.revision < last && static_cast<int>(out.changes.size()) < limit) {
    std::int64_t reached = last;
    std::vector<EventChange> bite;
    // Whatever stopped at its limit has more to come, so nothing beyond its last revision may be given yet.
    CAMERAMONIT_RETURN_IF_ERROR(readUpdates(session, dictionary, query, out.revision, limit, reached, bite));
    CAMERAMONIT_RETURN_IF_ERROR(readDeletions(session, query, out.revision, limit, reached, bite));
    std::sort(bite.begin(), bite.end(),
              [](const EventChange& a, const EventChange& b) { return a.revision < b.revision; });
    for (EventChange& change : bite) {
      if (change.revision <= reached) out.changes.push_back(std::move(change));
    }
    out.revision = reached;
  }
  return out;
}

absl::StatusOr<int> pruneEvents(Session& session, Dictionary::Ref mediaRef, const std::string& keepAttempt,
                                absl::Time now) {
  // Before looking, so that no writer adds to the media meanwhile; one number is spent if nothing is found.
  CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kCounter, 1).status());
  struct Pruned {
    std::int64_t eventRef;
    std::string id;
    Occurrence what;
  };
  std::vector<Pruned> pruned;
  std::set<std::int64_t> objects;
  {
    Pruned one{};
    Statement select = session.prepare(kSelectPruned);
    select.bind("media_ref", mediaRef).bind("attempt", keepAttempt).into(one.eventRef, one.id);
    select.into(one.what.channelRef, one.what.classRef, one.what.kind, one.what.startUs, one.what.objectRef);
    while (select.fetch()) {
      pruned.push_back(one);
      if (one.what.objectRef) objects.insert(*one.what.objectRef);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  if (!pruned.empty()) {
    TallyWriter tallies(session);
    CAMERAMONIT_RETURN_IF_ERROR(tallies.know(objects));
    for (const Pruned& one : pruned) tallies.take(one.what);
    CAMERAMONIT_RETURN_IF_ERROR(tallies.flush());
    CAMERAMONIT_ASSIGN_OR_RETURN(std::int64_t revision,
                                 sql::takeRevisions(session, kCounter, static_cast<std::int64_t>(pruned.size())));
    sql::BulkInsert tombstones(session, "event_tombstone", {"revision", "event_id", "channel_ref", "delete_us"});
    for (const Pruned& one : pruned) {
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteFeatures).bind("event_ref", one.eventRef).run());
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteSubjects).bind("event_ref", one.eventRef).run());
      CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kDeleteEvent).bind("event_ref", one.eventRef).run());
      CAMERAMONIT_RETURN_IF_ERROR(tombstones.row({revision++, one.id, one.what.channelRef, absl::ToUnixMicros(now)}));
    }
    CAMERAMONIT_RETURN_IF_ERROR(tombstones.flush());
  }
  CAMERAMONIT_RETURN_IF_ERROR(
      session.prepare(kDeleteBearers).bind("media_ref", mediaRef).bind("attempt", keepAttempt).run());
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
