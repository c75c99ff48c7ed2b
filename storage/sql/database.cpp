#include "storage/sql/database.h"

#include <absl/random/random.h>
#include <absl/time/clock.h>

#include <algorithm>

#include "common/base/status.h"
#include "storage/sql/connection.h"
#include "storage/sql/error.h"
#include "storage/sql/prepared_statement.h"

namespace cameramonit::sql {
namespace {

constexpr int kTries = 10;

/// 2 ms, 4 ms, … at most 250 ms, each up to half shorter, so that two that collided don't meet again.
absl::Duration pauseBefore(int attempt) {
  thread_local absl::BitGen random;
  const double longest = std::min(250.0, 1.0 * (1 << std::min(attempt, 10)));
  return absl::Milliseconds(longest * absl::Uniform(random, 0.5, 1.0));
}

}  // namespace

Database::Database(DatabaseOptions options) : options_(std::move(options)) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::open(DatabaseOptions options) {
  std::unique_ptr<Database> database(new Database(std::move(options)));
  CAMERAMONIT_ASSIGN_OR_RETURN(auto connection, database->lease());
  database->giveBack(std::move(connection));
  return database;
}

Dialect Database::dialect() const {
  return std::holds_alternative<SqliteOptions>(options_.engine) ? Dialect::kSqlite : Dialect::kMariadb;
}

absl::StatusOr<std::unique_ptr<Connection>> Database::lease() {
  {
    absl::MutexLock lock(&mutex_);
    const auto available = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return leased_ < options_.sessions; };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&available), options_.sessionTimeout)) {
      return base::unavailable(type::v1::ERROR_REASON_DATABASE_UNAVAILABLE, "All sessions of the database are busy.");
    }
    ++leased_;
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connection::open(options_);
  if (!connection.ok()) giveBack(nullptr);
  return connection;
}

void Database::giveBack(std::unique_ptr<Connection> connection) {
  absl::MutexLock lock(&mutex_);
  --leased_;
  if (connection == nullptr) return;
  if (connection->usable()) {
    idle_.push_back(std::move(connection));
  } else {
    idle_.clear();  // when one broke the server was probably restarted, so the others broke too
  }
}

bool Database::takeWritePermit() {
  if (dialect() != Dialect::kSqlite) return true;
  absl::MutexLock lock(&mutex_);
  const auto free = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !writing_; };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&free), options_.sessionTimeout)) return false;
  writing_ = true;
  return true;
}

void Database::releaseWritePermit() {
  if (dialect() != Dialect::kSqlite) return;
  absl::MutexLock lock(&mutex_);
  writing_ = false;
}

absl::Status Database::runWork(Mode mode, WorkRef work) {
  const bool writes = mode == Mode::kWrite;
  if (writes && !takeWritePermit()) {
    return base::aborted(type::v1::ERROR_REASON_DATABASE_CONFLICT, "The database was busy with another change.");
  }
  absl::Status status;
  for (int tries = 1;; ++tries) {
    bool committing = false;
    status = attempt(mode, work, committing);
    // A connection lost during the commit may have committed: only the caller knows whether to do it again.
    const bool again = isConflict(status) || (isConnectionLost(status) && !committing && tries <= 2);
    if (!again || tries == kTries) break;
    absl::SleepFor(pauseBefore(tries));
  }
  if (writes) releaseWritePermit();
  return status;
}

absl::Status Database::attempt(Mode mode, WorkRef work, bool& committing) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::unique_ptr<Connection> connection, lease());
  const auto perform = [&]() -> absl::Status {
    Session session(*connection);
    if (mode == Mode::kRead) return work(session);
    if (dialect() == Dialect::kSqlite) {
      CAMERAMONIT_RETURN_IF_ERROR(connection->execute(mode == Mode::kWrite ? "begin immediate" : "begin"));
    } else if (mode == Mode::kWrite) {
      CAMERAMONIT_RETURN_IF_ERROR(connection->execute("start transaction"));
    } else {
      CAMERAMONIT_RETURN_IF_ERROR(connection->execute("set transaction isolation level repeatable read"));
      CAMERAMONIT_RETURN_IF_ERROR(connection->execute("start transaction with consistent snapshot, read only"));
    }
    absl::Status status = work(session);
    if (status.ok()) {
      committing = mode == Mode::kWrite;
      status = connection->execute("commit");
      if (status.ok()) return status;
    }
    // Where the rollback fails too, the connection is of no use any more, and its end rolls back.
    if (connection->usable() && !connection->execute("rollback").ok()) connection->condemn();
    return status;
  };
  absl::Status status = perform();
  if (isConnectionLost(status)) connection->condemn();
  giveBack(std::move(connection));
  return status;
}

}  // namespace cameramonit::sql
