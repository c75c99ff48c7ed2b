#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/call_guard.h"
#include "server/access/table/audit_table.h"

namespace cameramonit::access {

/// Writes calls to the audit log from a thread of its own, all that have come meanwhile in one transaction, so that
/// many calls cost few commits. The same refusal of an unknown caller over and over (somebody guesses passwords) is
/// written once and then once a minute with how often it came: guessing must not fill the disk. Thread-safe.
class AuditWriter {
 public:
  /// Borrows everything.
  AuditWriter(AuditTable& table, const base::Clock& clock, log::Logger& log);
  /// Writes what is waiting.
  ~AuditWriter();
  AuditWriter(const AuditWriter&) = delete;
  AuditWriter& operator=(const AuditWriter&) = delete;

  /// Keeps the record; `written` is called when it is committed, or with the reason why it is not: the database's, or
  /// OVERLOADED. It must not block. Never blocks itself.
  void record(const rpc::CallRecord& record, std::function<void(const absl::Status&)> written);

  /// Writes what is waiting and stops. Idempotent.
  void stop();

 private:
  using Written = std::function<void(const absl::Status&)>;
  struct Waiting {
    AuditEntry entry;
    Written written;
  };
  /// A refusal that came again since it was written.
  struct Repeated {
    AuditEntry entry;
    std::int64_t times = 0;
    absl::Time writtenAt;
  };

  /// Whether the entry only adds to one that was written a moment ago.
  bool isRepetition(const AuditEntry& entry) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void takeRepeated(absl::Time now, bool all, std::vector<Waiting>& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void run();

  AuditTable& table_;
  const base::Clock& clock_;
  log::Logger& log_;
  absl::Mutex mutex_;
  std::deque<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Repeated> repeated_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cameramonit::access
