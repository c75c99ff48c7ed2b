#include "server/application/table/lease_table.h"

#include <map>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "common/base/status.h"
#include "server/application/table/lease_plan.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

constexpr char kCounter[] = "leases";

constexpr char kJoin[] =
    "insert into analyzer (analyzer_id, holder, capacity, renewed_us) "
    "values (:analyzer_id, :holder, :capacity, :renewed_us) ";
constexpr char kRenew[] =
    "update analyzer set renewed_us = :renewed_us where analyzer_id = :analyzer_id and holder = :holder";
constexpr char kIsHolder[] = "select count(*) from analyzer where analyzer_id = :analyzer_id and holder = :holder";
constexpr char kSelectLive[] =
    "select analyzer_id, capacity from analyzer where renewed_us >= :heard_us order by analyzer_id";
constexpr char kForget[] = "delete from analyzer where renewed_us < :heard_us";
constexpr char kSelectHeld[] =
    "select c.project_id, c.channel_id, coalesce(l.analyzer_id, '') from channel c left join channel_lease l "
    "on l.project_id = c.project_id and l.channel_id = c.channel_id";
constexpr char kSelectOrphans[] =
    "select l.project_id, l.channel_id from channel_lease l left join channel c "
    "on c.project_id = l.project_id and c.channel_id = l.channel_id where c.channel_id is null";
constexpr char kTake[] =
    "insert into channel_lease (project_id, channel_id, analyzer_id, fence, since_us) "
    "values (:project_id, :channel_id, :analyzer_id, :fence, :now_us) ";
constexpr char kDrop[] = "delete from channel_lease where project_id = :project_id and channel_id = :channel_id";

#define LEASE_COLUMNS \
  "c.project_id, c.channel_id, coalesce(l.analyzer_id, ''), coalesce(l.fence, 0), l.since_us, c.version, p.version "
constexpr char kSelectOf[] = "select " LEASE_COLUMNS
                             "from channel_lease l join channel c on c.project_id = l.project_id and "
                             "c.channel_id = l.channel_id join project p on p.project_id = c.project_id "
                             "where l.analyzer_id = :analyzer_id order by c.project_id, c.channel_id";
constexpr char kSelectAll[] = "select " LEASE_COLUMNS
                              "from channel c join project p on p.project_id = c.project_id left join channel_lease l "
                              "on l.project_id = c.project_id and l.channel_id = c.channel_id "
                              "order by c.project_id, c.channel_id";
#undef LEASE_COLUMNS

std::string nameOf(const std::string& project, const std::string& channel) {
  return absl::StrCat("projects/", project, "/channels/", channel);
}

struct View {
  std::map<std::string, std::string> held;  // channel -> holder
  std::vector<std::string> orphans;         // leases of channels that are gone
  std::vector<LiveAnalyzer> analyzers;

  bool isSettled() const { return orphans.empty() && planLeases(held, analyzers).empty(); }
};

absl::StatusOr<View> look(Session& session, absl::Time heardSince) {
  View view;
  std::string project;
  std::string channel;
  std::string holder;
  Statement held = session.prepare(kSelectHeld);
  held.into(project, channel, holder);
  while (held.fetch()) view.held[nameOf(project, channel)] = holder;
  CAMERAMONIT_RETURN_IF_ERROR(held.status());
  Statement orphans = session.prepare(kSelectOrphans);
  orphans.into(project, channel);
  while (orphans.fetch()) view.orphans.push_back(nameOf(project, channel));
  CAMERAMONIT_RETURN_IF_ERROR(orphans.status());
  LiveAnalyzer analyzer;
  Statement live = session.prepare(kSelectLive);
  live.bind("heard_us", heardSince).into(analyzer.id, analyzer.capacity);
  while (live.fetch()) view.analyzers.push_back(analyzer);
  CAMERAMONIT_RETURN_IF_ERROR(live.status());
  return view;
}

absl::Status setHolder(Session& session, const std::string& channel, const std::string& analyzer, std::int64_t fence,
                       absl::Time now) {
  const std::vector<std::string> parts = absl::StrSplit(channel, '/');
  if (analyzer.empty()) {
    return session.prepare(kDrop).bind("project_id", parts[1]).bind("channel_id", parts[3]).run();
  }
  const std::string take = absl::StrCat(
      kTake, sql::upsert(session.dialect(), {"project_id", "channel_id"}, {"analyzer_id", "fence", "since_us"}));
  return session.prepare(take)
      .bind("project_id", parts[1])
      .bind("channel_id", parts[3])
      .bind("analyzer_id", analyzer)
      .bind("fence", fence)
      .bind("now_us", now)
      .run();
}

absl::StatusOr<std::vector<Lease>> readLeases(Statement& select) {
  std::vector<Lease> leases;
  Lease lease;
  std::string project;
  std::string channel;
  std::optional<absl::Time> since;
  select.into(project, channel, lease.analyzer, lease.fence, since, lease.channelVersion, lease.projectVersion);
  while (select.fetch()) {
    lease.channel = nameOf(project, channel);
    lease.since = since.value_or(absl::UnixEpoch());
    leases.push_back(lease);
  }
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return leases;
}

}  // namespace

absl::Status LeaseTable::join(const std::string& analyzer, int capacity, const std::string& holder, absl::Time now) {
  return database_.write([&](Session& session) {
    const std::string join =
        absl::StrCat(kJoin, sql::upsert(session.dialect(), {"analyzer_id"}, {"holder", "capacity", "renewed_us"}));
    return session.prepare(join)
        .bind("analyzer_id", analyzer)
        .bind("holder", holder)
        .bind("capacity", capacity)
        .bind("renewed_us", now)
        .run();
  });
}

absl::Status LeaseTable::renew(const std::string& analyzer, const std::string& holder, absl::Time now) {
  return database_.write([&](Session& session) -> absl::Status {
    Statement renew = session.prepare(kRenew);
    CAMERAMONIT_RETURN_IF_ERROR(
        renew.bind("renewed_us", now).bind("analyzer_id", analyzer).bind("holder", holder).run());
    // A row that already had this time does not count as changed on MariaDB.
    std::int64_t rows = 0;
    Statement isHolder = session.prepare(kIsHolder);
    isHolder.bind("analyzer_id", analyzer).bind("holder", holder).into(rows);
    if (!isHolder.fetch()) return isHolder.status();
    if (rows > 0) return absl::OkStatus();
    return base::aborted(type::v1::ERROR_REASON_ASSIGNMENT_LOST,
                         "Another process takes part under this analyzer's name, or it was silent for too long.",
                         {{"analyzer", analyzer}});
  });
}

absl::StatusOr<bool> LeaseTable::balance(absl::Time heardSince, absl::Time now) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const View before,
                               database_.snapshot([&](Session& session) { return look(session, heardSince); }));
  if (before.isSettled()) return false;
  return database_.write([&](Session& session) -> absl::StatusOr<bool> {
    // Taking a number first keeps other application services waiting until this one has decided.
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t fence, sql::takeRevisions(session, kCounter, 1));
    CAMERAMONIT_ASSIGN_OR_RETURN(const View view, look(session, heardSince));
    for (const std::string& orphan : view.orphans) {
      CAMERAMONIT_RETURN_IF_ERROR(setHolder(session, orphan, "", fence, now));
    }
    for (const auto& [channel, analyzer] : planLeases(view.held, view.analyzers)) {
      CAMERAMONIT_RETURN_IF_ERROR(setHolder(session, channel, analyzer, fence, now));
    }
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kForget).bind("heard_us", heardSince).run());
    return true;
  });
}

absl::StatusOr<std::vector<Lease>> LeaseTable::of(const std::string& analyzer) {
  return database_.read([&](Session& session) {
    Statement select = session.prepare(kSelectOf);
    select.bind("analyzer_id", analyzer);
    return readLeases(select);
  });
}

absl::StatusOr<std::vector<Lease>> LeaseTable::all() {
  return database_.read([](Session& session) {
    Statement select = session.prepare(kSelectAll);
    return readLeases(select);
  });
}

absl::StatusOr<std::int64_t> LeaseTable::revision() {
  return database_.read([](Session& session) { return sql::lastRevision(session, kCounter); });
}

}  // namespace cameramonit::application
