#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "storage/sql/database_options.h"
#include "storage/sql/session.h"

namespace cameramonit::sql {

class Connection;

/// A database and the sessions kept with it. Every unit of work is a function that gets a session; it returns
/// absl::Status or absl::StatusOr<T>, and must hand on any status it got from the session, because that decides
/// whether it is tried again. No exception leaves. Thread-safe.
///
/// Errors of all: DATABASE_UNAVAILABLE, DATABASE_CONFLICT (after the last try), DISK_FULL.
class Database {
 public:
  /// Connects once, to fail early, and makes the file (SQLite).
  static absl::StatusOr<std::unique_ptr<Database>> open(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Reads; each statement sees what is committed when it runs. Tried again when the connection was lost.
  template <typename Work>
  std::invoke_result_t<Work, Session&> read(Work&& work) {
    return run(Mode::kRead, work);
  }

  /// Reads; all statements see the same moment.
  template <typename Work>
  std::invoke_result_t<Work, Session&> snapshot(Work&& work) {
    return run(Mode::kSnapshot, work);
  }

  /// Changes, all or nothing: committed when `work` returns OK, else rolled back. `work` may run several times, when it
  /// lost against another transaction or the connection broke before the commit.
  template <typename Work>
  std::invoke_result_t<Work, Session&> write(Work&& work) {
    return run(Mode::kWrite, work);
  }

  Dialect dialect() const;

 private:
  friend class Migrator;
  enum class Mode { kRead, kSnapshot, kWrite };
  using WorkRef = absl::FunctionRef<absl::Status(Session&)>;

  explicit Database(DatabaseOptions options);

  template <typename Work>
  std::invoke_result_t<Work, Session&> run(Mode mode, Work& work) {
    using Result = std::invoke_result_t<Work, Session&>;
    if constexpr (std::is_same_v<Result, absl::Status>) {
      return runWork(mode, work);
    } else {
      std::optional<Result> result;
      absl::Status status = runWork(mode, [&](Session& session) {
        result.emplace(work(session));
        return result->status();
      });
      if (!status.ok()) return status;
      return std::move(*result);
    }
  }

  absl::Status runWork(Mode mode, WorkRef work);
  absl::Status attempt(Mode mode, WorkRef work, bool& committing);
  absl::StatusOr<std::unique_ptr<Connection>> lease();
  void giveBack(std::unique_ptr<Connection> connection);
  bool takeWritePermit();
  void releaseWritePermit();

  const DatabaseOptions options_;
  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  std::size_t leased_ ABSL_GUARDED_BY(mutex_) = 0;
  /// SQLite has one writer at a time: those of this process queue here instead of polling the file.
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cameramonit::sql
