#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::access {

/// Where passwords are hashed, which is slow on purpose: few threads of low priority, so that all other calls come
/// first, and a short queue, so that whoever is refused learns it at once and before anything was hashed. One account
/// takes few places, so that guessing at one leaves room for the others; known devices are served first and have places
/// of their own. Thread-safe.
class PasswordQueue {
 public:
  /// One thread for every two processors unless told.
  explicit PasswordQueue(int threads = 0);
  /// Runs what waits, then joins.
  ~PasswordQueue();
  PasswordQueue(const PasswordQueue&) = delete;
  PasswordQueue& operator=(const PasswordQueue&) = delete;

  /// Queues `work`, which hashes for `account`.
  /// Errors: OVERLOADED; then `work` is dropped.
  absl::Status post(const std::string& account, bool knownDevice, std::function<void()> work);

  /// Refuses new work, runs what waits and joins. Idempotent.
  void stop();

 private:
  struct Work {
    std::string account;
    std::function<void()> run;
  };
  struct Lane {
    std::deque<Work> waiting;
    absl::flat_hash_map<std::string, int> ofAccount;
  };
  bool add(Lane& lane, const std::string& account, std::function<void()>& work) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  static Work take(Lane& lane);
  void run();

  absl::Mutex mutex_;
  Lane known_ ABSL_GUARDED_BY(mutex_);
  Lane others_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cameramonit::access
