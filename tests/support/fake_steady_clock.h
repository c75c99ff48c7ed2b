#pragma once

#include <algorithm>
#include <stop_token>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/steady_clock.h"

namespace cameramonit::testing {

/// Waiting moves this clock at once by as much, and is remembered. Thread-safe.
class FakeSteadyClock final : public base::SteadyClock {
 public:
  absl::Duration now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  bool wait(absl::Duration length, const std::stop_token& stop) const override {
    absl::MutexLock lock(&mutex_);
    if (stop.stop_requested()) return false;
    now_ += std::max(length, absl::ZeroDuration());
    waits_.push_back(length);
    return true;
  }
  void advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }
  std::vector<absl::Duration> waits() const {
    absl::MutexLock lock(&mutex_);
    return waits_;
  }

 private:
  mutable absl::Mutex mutex_;
  mutable absl::Duration now_ ABSL_GUARDED_BY(mutex_) = absl::Hours(1);
  mutable std::vector<absl::Duration> waits_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::testing
