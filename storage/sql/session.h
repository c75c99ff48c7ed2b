#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "storage/sql/dialect.h"
#include "storage/sql/statement.h"

namespace cameramonit::sql {

class Connection;

/// What a unit of work may do with the database; lent by `Database` for the duration of that work. Thread-bound.
class Session {
 public:
  explicit Session(Connection& connection) : connection_(connection) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Prepares `text`, or takes it prepared from an earlier use.
  Statement prepare(std::string_view text);

  /// Runs a statement without parameters and result.
  absl::Status execute(std::string_view text);

  /// The key that the database gave to the row inserted last by this session.
  absl::StatusOr<std::int64_t> lastInsertId();

  Dialect dialect() const;

 private:
  Connection& connection_;
};

}  // namespace cameramonit::sql
