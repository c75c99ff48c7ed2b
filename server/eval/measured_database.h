#pragma once

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "storage/sql/database.h"
#include "storage/sql/mariadbd/mariadb_server.h"

namespace cameramonit::eval {

/// Which database is measured, and where its files are.
struct MeasuredDatabaseOptions {
  std::string kind = "sqlite";  ///< or "mariadb"
  /// How to reach an empty database that is there already (sql::parseDatabaseUrl); empty: one of our own.
  std::string url;
  std::string directory = "/tmp";
  bool filled = false;  ///< the database at `url` was filled by an earlier measurement
};

/// A migrated, empty database for a measurement. One of our own is a file or a private mariadbd, set as a real
/// installation would set it, and goes with this object. Thread-bound.
class MeasuredDatabase {
 public:
  /// Errors: SETTING_INVALID (also when the database at `url` has tables), DATABASE_UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<MeasuredDatabase>> open(const MeasuredDatabaseOptions& options);
  ~MeasuredDatabase();
  MeasuredDatabase(const MeasuredDatabase&) = delete;
  MeasuredDatabase& operator=(const MeasuredDatabase&) = delete;

  sql::Database& operator*() { return *database_; }

 private:
  MeasuredDatabase() = default;

  std::unique_ptr<mariadbd::MariadbServer> server_;
  std::unique_ptr<sql::Database> database_;
  std::string file_;
};

}  // namespace cameramonit::eval
