#include "storage/sql/session.h"

#include "storage/sql/connection.h"
#include "storage/sql/error.h"
#include "storage/sql/prepared_statement.h"

namespace cameramonit::sql {

Statement Session::prepare(std::string_view text) {
  try {
    return Statement(connection_.take(text), absl::OkStatus(), &connection_);
  } catch (...) {
    absl::Status status = statusOfException("prepare");
    if (isConnectionLost(status)) connection_.condemn();
    return Statement(nullptr, std::move(status), &connection_);
  }
}

absl::Status Session::execute(std::string_view text) {
  return connection_.execute(std::string(text));
}

absl::StatusOr<std::int64_t> Session::lastInsertId() {
  try {
    long long key = 0;
    connection_.soci().get_last_insert_id("", key);
    return key;
  } catch (...) {
    return statusOfException("last insert id");
  }
}

Dialect Session::dialect() const {
  return connection_.dialect();
}

}  // namespace cameramonit::sql
