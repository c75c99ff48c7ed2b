#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::base {

/// A fixed number of threads that run posted work in order of arrival, with a bound on what may wait. gRPC callbacks
/// post here instead of blocking. Thread-safe.
class Executor {
 public:
  /// `name` shows in thread listings and metrics (15 characters at most are shown by Linux).
  Executor(std::string name, std::size_t threads, std::size_t queueLimit);
  /// Runs what is queued, then joins.
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// Queues `work`. False, and `work` is dropped, when the queue is full or the executor is stopping.
  [[nodiscard]] bool post(std::function<void()> work);

  /// Refuses new work, runs what is queued and joins. Idempotent; not to be called from a task.
  void stop();

  std::size_t queued() const;
  const std::string& name() const { return name_; }

 private:
  void run();

  const std::string name_;
  const std::size_t queueLimit_;
  mutable absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cameramonit::base
