#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/executor.h"
#include "common/base/ticker.h"

namespace cameramonit::rpc {

/// Tells open watches that something changed. It carries no data: each watch reads what is new from the store, from
/// its own revision on, so a slow or reconnecting one misses nothing and nobody's rights are forgotten on the way.
/// Thread-safe.
class WatchHub {
 public:
  /// Borrows both; `executor` runs the polls. A checkpoint is asked for every `checkpointInterval`.
  WatchHub(base::Executor& executor, base::Ticker& ticker, absl::Duration checkpointInterval = absl::Seconds(15));
  /// Every watch must be over by then.
  ~WatchHub();

  /// Something changed: every watch polls soon. Many changes in a row cost each watch few polls.
  void notify();

  /// What a watch does when something changed (`checkpoint` false) or time has passed (true: also say so). It runs on
  /// the executor, never twice at once. False ends the watch.
  using Poll = std::function<bool(bool checkpoint)>;

  /// Starts a watch with one poll with a checkpoint at once; gives the function that ends it (idempotent; callable
  /// from any thread, does not wait for a poll under way).
  std::function<void()> watch(Poll poll);

 private:
  struct Watch;
  void wake(const std::shared_ptr<Watch>& watch, bool checkpoint);
  void run(const std::shared_ptr<Watch>& watch);
  void notifyAll(bool checkpoint);

  base::Executor& executor_;
  absl::Mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<Watch>> watches_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t nextId_ ABSL_GUARDED_BY(mutex_) = 1;
  base::Ticker::Subscription checkpoints_;
};

}  // namespace cameramonit::rpc
