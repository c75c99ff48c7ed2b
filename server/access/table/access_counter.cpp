#include "server/access/table/access_counter.h"

#include "storage/sql/database.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::access {

absl::StatusOr<std::int64_t> lastAccessRevision(sql::Database& database) {
  return database.read([](sql::Session& session) { return sql::lastRevision(session, kAccessCounter); });
}

}  // namespace cameramonit::access
