#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"

namespace cameramonit::testing {

/// A clock that stands still until it is moved. Thread-safe.
class FakeClock final : public base::Clock {
 public:
  explicit FakeClock(absl::Time start = absl::FromUnixSeconds(1'795'444'200)) : now_(start) {}  // 2026-11-23 14:30 UTC
  absl::Time now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  void advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::testing
