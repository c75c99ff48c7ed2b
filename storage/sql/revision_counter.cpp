#include "storage/sql/revision_counter.h"

#include "common/base/status.h"
#include "storage/sql/session.h"

namespace cameramonit::sql {
namespace {

constexpr char kTake[] = "update revision_counter set revision = revision + :count where counter = :counter";
constexpr char kSelect[] = "select revision, compacted from revision_counter where counter = :counter";
constexpr char kCompact[] =
    "update revision_counter set compacted = :revision where counter = :counter and compacted < :revision";

struct Counter {
  std::int64_t revision = 0;
  std::int64_t compacted = 0;
};

absl::StatusOr<Counter> find(Session& session, std::string_view name) {
  Counter counter;
  Statement select = session.prepare(kSelect);
  select.bind("counter", name).into(counter.revision, counter.compacted);
  if (!select.fetch()) {
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return base::internalError("A revision counter is missing.", {{"counter", std::string(name)}});
  }
  return counter;
}

}  // namespace

absl::StatusOr<std::int64_t> takeRevisions(Session& session, std::string_view counter, std::int64_t count) {
  Statement take = session.prepare(kTake);
  CAMERAMONIT_RETURN_IF_ERROR(take.bind("count", count).bind("counter", counter).run());
  CAMERAMONIT_ASSIGN_OR_RETURN(const Counter found, find(session, counter));
  return found.revision - count + 1;
}

absl::StatusOr<std::int64_t> lastRevision(Session& session, std::string_view counter) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Counter found, find(session, counter));
  return found.revision;
}

absl::StatusOr<std::int64_t> compactedRevision(Session& session, std::string_view counter) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Counter found, find(session, counter));
  return found.compacted;
}

absl::Status setCompactedRevision(Session& session, std::string_view counter, std::int64_t revision) {
  Statement compact = session.prepare(kCompact);
  return compact.bind("revision", revision).bind("counter", counter).run();
}

}  // namespace cameramonit::sql
