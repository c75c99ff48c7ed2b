#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "storage/sql/session.h"

namespace cameramonit::sql {

/// One value of a row; the type is the column's even when it is NULL.
using Value = std::variant<std::int64_t, double, std::string, std::optional<std::int64_t>, std::optional<double>,
                           std::optional<std::string>>;

/// Inserts many rows the way each database likes best: MariaDB many rows a statement, SQLite one prepared statement
/// many times. Thread-bound; borrows the session.
class BulkInsert {
 public:
  /// `tail` follows the values: what `upsert` gives, or nothing.
  BulkInsert(Session& session, std::string table, std::vector<std::string> columns, std::string tail = "");

  /// Queues a row, with a value for each column, and writes when enough are queued.
  absl::Status row(std::vector<Value> values);

  /// Writes what is queued. Rows that were not flushed are not written.
  absl::Status flush();

 private:
  absl::Status write(std::size_t from, std::size_t count);

  Session& session_;
  const std::string table_;
  const std::vector<std::string> columns_;
  const std::string tail_;
  const std::size_t rowsPerStatement_;
  std::vector<std::vector<Value>> rows_;
};

}  // namespace cameramonit::sql
