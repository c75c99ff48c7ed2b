#include "storage/sql/connection.h"

#include <absl/strings/str_cat.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "common/base/status.h"
#include "storage/sql/error.h"
#include "storage/sql/prepared_statement.h"

namespace cameramonit::sql {
namespace {

/// More texts than a service has; generated ones (filters) push each other out.
constexpr std::size_t kCachedStatements = 256;

/// SOCI's connection strings quote with ' and have no escape for it.
absl::StatusOr<std::string> quoted(const std::string& value) {
  if (value.find_first_of("'\\") != std::string::npos || value.find('\0') != std::string::npos) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 "User, password, host, socket and name of a database can't hold ' or \\.");
  }
  return absl::StrCat("'", value, "'");
}

}  // namespace

Connection::~Connection() {
  cache_.clear();
  try {
    soci_.close();
  } catch (...) {
    // A connection that broke has nothing left to close.
  }
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::open(const DatabaseOptions& options) {
  if (const auto* sqlite = std::get_if<SqliteOptions>(&options.engine)) {
    std::unique_ptr<Connection> connection(new Connection(Dialect::kSqlite));
    CAMERAMONIT_RETURN_IF_ERROR(connection->openSqlite(*sqlite));
    return connection;
  }
  std::unique_ptr<Connection> connection(new Connection(Dialect::kMariadb));
  CAMERAMONIT_RETURN_IF_ERROR(connection->openMariadb(std::get<MariadbOptions>(options.engine)));
  return connection;
}

absl::Status Connection::openSqlite(const SqliteOptions& options) {
  try {
    soci_.open(soci::sqlite3, absl::StrCat("db=\"", options.path, "\" timeout=1"));
  } catch (...) {
    return base::unavailable(type::v1::ERROR_REASON_DATABASE_UNAVAILABLE, "The database file can't be opened.",
                             {{"path", options.path}});
  }
  // Another process may hold the file for the moment that the first statement needs.
  CAMERAMONIT_RETURN_IF_ERROR(
      execute(absl::StrCat("pragma busy_timeout = ", absl::ToInt64Milliseconds(options.busyTimeout))));
  for (const char* pragma :
       {"pragma journal_mode = wal", "pragma foreign_keys = on", "pragma temp_store = memory",
        "pragma cache_size = -65536", "pragma mmap_size = 1073741824", "pragma journal_size_limit = 67108864"}) {
    CAMERAMONIT_RETURN_IF_ERROR(execute(pragma));
  }
  return execute(options.durable ? "pragma synchronous = full" : "pragma synchronous = normal");
}

absl::Status Connection::openMariadb(const MariadbOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string user, quoted(options.user));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string database, quoted(options.database));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string place, quoted(options.socket.empty() ? options.host : options.socket));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string tlsCa, quoted(options.tlsCa));
  // The password is the only secret here, and this string its only copy.
  CAMERAMONIT_ASSIGN_OR_RETURN(std::string password, quoted(options.password.reveal()));
  base::Secret<std::string> parameters(absl::StrCat(
      "db=", database, " user=", user, " charset=utf8mb4 connect_timeout=5 read_timeout=60 write_timeout=60 ",
      options.socket.empty() ? absl::StrCat("host=", place, " port=", options.port)
                             : absl::StrCat("unix_socket=", place),
      options.password.empty() ? "" : absl::StrCat(" password=", password),
      options.tlsCa.empty() ? "" : absl::StrCat(" sslca=", tlsCa)));
  const base::Secret<std::string> wipesPassword(std::move(password));
  try {
    soci_.open(soci::mysql, parameters.reveal());
  } catch (...) {
    return statusOfException("connect");
  }
  return execute(
      "set names utf8mb4 collate utf8mb4_bin, time_zone = '+00:00', innodb_lock_wait_timeout = 10, "
      "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', "
      "tx_isolation = 'READ-COMMITTED'");
}

absl::Status Connection::execute(const std::string& text) {
  try {
    soci_.once << text;
    return absl::OkStatus();
  } catch (...) {
    absl::Status status = statusOfException(text.substr(0, text.find(' ')));
    if (isConnectionLost(status)) condemn();
    return status;
  }
}

std::unique_ptr<PreparedStatement> Connection::take(std::string_view text) {
  const auto cached = cache_.find(std::string(text));
  if (cached == cache_.end()) return std::make_unique<PreparedStatement>(soci_, dialect_, std::string(text));
  std::unique_ptr<PreparedStatement> statement = std::move(cached->second);
  cache_.erase(cached);
  return statement;
}

void Connection::keep(std::unique_ptr<PreparedStatement> statement) {
  statement->reset();
  if (cache_.size() >= kCachedStatements) cache_.erase(cache_.begin());
  std::string text = statement->text();
  cache_.insert_or_assign(std::move(text), std::move(statement));
}

}  // namespace cameramonit::sql
