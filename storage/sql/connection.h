#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <soci/soci.h>

#include "storage/sql/database_options.h"
#include "storage/sql/dialect.h"

namespace cameramonit::sql {

class PreparedStatement;

/// One open session of SOCI with the statements prepared on it. Internal to storage/sql. Thread-bound.
class Connection {
 public:
  /// Errors: DATABASE_UNAVAILABLE, SETTING_INVALID.
  static absl::StatusOr<std::unique_ptr<Connection>> open(const DatabaseOptions& options);
  ~Connection();

  soci::session& soci() { return soci_; }
  Dialect dialect() const { return dialect_; }

  /// Runs text as it is.
  absl::Status execute(const std::string& text);

  /// A prepared statement for `text`, from the cache when it isn't in use. Throws what SOCI throws.
  std::unique_ptr<PreparedStatement> take(std::string_view text);
  /// Keeps it for the next use.
  void keep(std::unique_ptr<PreparedStatement> statement);

  /// Marks the connection as not to be used again.
  void condemn() { usable_ = false; }
  bool usable() const { return usable_; }

 private:
  explicit Connection(Dialect dialect) : dialect_(dialect) {}
  absl::Status openSqlite(const SqliteOptions& options);
  absl::Status openMariadb(const MariadbOptions& options);

  const Dialect dialect_;
  soci::session soci_;
  bool usable_ = true;
  std::unordered_map<std::string, std::unique_ptr<PreparedStatement>> cache_;
};

}  // namespace cameramonit::sql
