#include "tests/support/database/test_database.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "storage/sql/migrations.h"

namespace cameramonit::support {
namespace {

std::string newFile() {
  static std::atomic<int> counter = 0;
  return absl::StrCat("/tmp/cameramonit-test-", getpid(), "-", ++counter, ".db");
}

void removeFiles(const std::string& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file + suffix, ignored);
}

/// Deletes all rows, except those that migrations put there.
absl::Status empty(sql::Session& session) {
  std::vector<std::string> tables;
  {
    sql::Statement select =
        session.prepare("select table_name from information_schema.tables where table_schema = database()");
    std::string table;
    select.into(table);
    while (select.fetch()) tables.push_back(table);
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
  }
  CAMERAMONIT_RETURN_IF_ERROR(session.execute("set foreign_key_checks = 0"));
  for (const std::string& table : tables) {
    if (table == "schema_version" || table == "revision_counter" || table == "audit_head") continue;
    CAMERAMONIT_RETURN_IF_ERROR(session.execute(absl::StrCat("delete from ", table)));
  }
  CAMERAMONIT_RETURN_IF_ERROR(session.execute("set foreign_key_checks = 1"));
  CAMERAMONIT_RETURN_IF_ERROR(session.execute("update revision_counter set revision = 0, compacted = 0"));
  return session.execute("update audit_head set sequence = 0, hash = ''");
}

const sql::DatabaseOptions& sharedMariadb() {
  static const sql::DatabaseOptions options = [] {
    auto made = mariadbServer().createDatabase("shared");
    if (!made.ok()) throw std::runtime_error(made.status().ToString());
    return *made;
  }();
  return options;
}

}  // namespace

mariadbd::MariadbServer& mariadbServer() {
  static const std::unique_ptr<mariadbd::MariadbServer> server = [] {
    auto started = mariadbd::MariadbServer::start();
    if (!started.ok()) throw std::runtime_error(started.status().ToString());
    return *std::move(started);
  }();
  return *server;
}

sql::DatabaseOptions emptyDatabase(sql::Dialect dialect) {
  static std::atomic<int> counter = 0;
  if (dialect == sql::Dialect::kMariadb)
    return mariadbServer().createDatabase(absl::StrCat("empty", ++counter)).value();
  // Left to the end of the program: a test may open the file several times.
  static struct Files {
    std::vector<std::string> names;
    ~Files() {
      for (const std::string& name : names) removeFiles(name);
    }
  } files;
  sql::DatabaseOptions options;
  sql::SqliteOptions sqlite;
  sqlite.path = files.names.emplace_back(newFile());
  sqlite.durable = false;
  options.engine = sqlite;
  return options;
}

TestDatabase::TestDatabase(sql::Dialect dialect) {
  sql::DatabaseOptions options;
  if (dialect == sql::Dialect::kSqlite) {
    sql::SqliteOptions sqlite;
    sqlite.path = file_ = newFile();
    sqlite.durable = false;
    options.engine = sqlite;
  } else {
    options = sharedMariadb();
  }
  database_ = sql::Database::open(options).value();
  absl::Status ready = sql::migrate(*database_);
  if (ready.ok() && dialect == sql::Dialect::kMariadb) ready = database_->read(empty);
  if (!ready.ok()) throw std::runtime_error(ready.ToString());
}

TestDatabase::~TestDatabase() {
  database_.reset();
  if (!file_.empty()) removeFiles(file_);
}

std::string databaseTestName(const testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Mariadb";
}

}  // namespace cameramonit::support
