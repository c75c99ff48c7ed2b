#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "storage/sql/database.h"

namespace cameramonit::sql {

/// One step of the schema, as written in migrations/NNNN_name.sql.
struct Migration {
  int version = 0;
  std::string name;
  std::string text;  ///< for both databases, see `expandSchema`
};

/// All steps of this program, in order, without gaps. Thread-safe.
const std::vector<Migration>& migrations();

/// Brings the schema to version `target` (0: the newest), one step at a time. Several programs may do so at once: one
/// works, the others wait. A step that was interrupted goes on where it stopped (MariaDB commits every change of the
/// schema by itself; SQLite takes the whole step back).
/// Errors: SCHEMA_TOO_NEW, DATABASE_UNAVAILABLE.
absl::Status migrate(Database& database, int target = 0);

/// The version the schema has; 0 for an empty database.
absl::StatusOr<int> schemaVersion(Database& database);

/// The statements of a step without comments. Reentrant.
std::vector<std::string> splitStatements(std::string_view text);

}  // namespace cameramonit::sql
