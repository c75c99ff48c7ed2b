#include "server/eval/measured_database.h"

#include <absl/strings/str_cat.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "common/base/status.h"
#include "storage/sql/migrations.h"

namespace cameramonit::eval {
namespace {

constexpr int kBufferPoolMebibytes = 2048;
constexpr char kPasswordVariable[] = "CAMERAMONIT_DATABASE_PASSWORD";

}  // namespace

absl::StatusOr<std::unique_ptr<MeasuredDatabase>> MeasuredDatabase::open(const MeasuredDatabaseOptions& options) {
  std::unique_ptr<MeasuredDatabase> measured(new MeasuredDatabase);
  sql::DatabaseOptions database;
  if (!options.url.empty()) {
    const char* const password = std::getenv(kPasswordVariable);
    CAMERAMONIT_ASSIGN_OR_RETURN(
        database, sql::parseDatabaseUrl(options.url, base::Secret<std::string>(password == nullptr ? "" : password)));
  } else if (options.kind == "mariadb") {
    mariadbd::MariadbServerOptions server;
    server.parentDirectory = options.directory;
    server.bufferPoolMebibytes = kBufferPoolMebibytes;
    CAMERAMONIT_ASSIGN_OR_RETURN(measured->server_, mariadbd::MariadbServer::start(server));
    CAMERAMONIT_ASSIGN_OR_RETURN(database, measured->server_->createDatabase("eval"));
  } else {
    measured->file_ = absl::StrCat(options.directory, "/cameramonit-eval-", getpid(), ".db");
    database.engine = sql::SqliteOptions{.path = measured->file_, .durable = false};
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(measured->database_, sql::Database::open(std::move(database)));
  CAMERAMONIT_ASSIGN_OR_RETURN(const int version, sql::schemaVersion(**measured));
  if (version != 0 && !options.filled) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 "Only an empty database is filled for a measurement.", {{"url", options.url}});
  }
  CAMERAMONIT_RETURN_IF_ERROR(sql::migrate(**measured));
  return measured;
}

MeasuredDatabase::~MeasuredDatabase() {
  database_.reset();
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    if (!file_.empty()) std::filesystem::remove(file_ + suffix, ignored);
  }
}

}  // namespace cameramonit::eval
