#include "server/application/table/changes.h"

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/sql/database.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::application {
namespace {

using sql::Session;
using sql::Statement;

/// So many changes back a watch may continue.
constexpr std::int64_t kRemembered = 10'000;

constexpr char kInsertTombstone[] = "insert into application_tombstone (revision, name) values (:revision, :name)";
constexpr char kForget[] = "delete from application_tombstone where revision <= :revision";
constexpr char kChanges[] =
    "select revision, project_id, '', 0 from project where revision > :after "
    "union all select revision, project_id, channel_id, 0 from channel where revision > :after "
    "union all select revision, name, '', 1 from application_tombstone where revision > :after "
    "order by 1 limit :limit";

}  // namespace

absl::Status addTombstone(Session& session, const std::string& name) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t revision, sql::takeRevisions(session, kRevisions, 1));
  CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kInsertTombstone).bind("revision", revision).bind("name", name).run());
  const std::int64_t forgotten = revision - kRemembered;
  if (forgotten <= 0) return absl::OkStatus();
  CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kForget).bind("revision", forgotten).run());
  return sql::setCompactedRevision(session, kRevisions, forgotten);
}

absl::StatusOr<std::int64_t> ChangeTable::lastRevision() {
  return database_.read([](Session& session) { return sql::lastRevision(session, kRevisions); });
}

absl::StatusOr<std::vector<Change>> ChangeTable::since(std::int64_t revision, int limit) {
  return database_.snapshot([&](Session& session) -> absl::StatusOr<std::vector<Change>> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t compacted, sql::compactedRevision(session, kRevisions));
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t last, sql::lastRevision(session, kRevisions));
    if (revision < compacted || revision > last) {
      return base::outOfRange(type::v1::ERROR_REASON_REVISION_COMPACTED,
                              "What changed since then is not known any more. Begin without a revision.");
    }
    std::vector<Change> changes;
    Change change;
    std::string project;
    std::string channel;
    Statement select = session.prepare(kChanges);
    select.bind("after", revision).bind("limit", limit).into(change.revision, project, channel, change.deleted);
    while (select.fetch()) {
      change.name = change.deleted ? project : absl::StrCat("projects/", project);
      if (!channel.empty()) absl::StrAppend(&change.name, "/channels/", channel);
      changes.push_back(change);
    }
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return changes;
  });
}

}  // namespace cameramonit::application
