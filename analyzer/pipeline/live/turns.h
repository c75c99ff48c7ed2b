#pragma once

#include <cstdint>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::pipeline {

/// A bound on how many channels work at once. Who asks first is served first, a packet at a time, so that a busy camera
/// does not make a quiet one wait for longer than one look. Thread-safe.
class Turns {
 public:
  explicit Turns(int atOnce) : free_(atOnce) {}

  /// Holds a turn while it lives.
  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(turns) { turns_.take(); }
    ~Turn() { turns_.give(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Turns& turns_;
  };

  /// Who waits now.
  int waiting() const {
    absl::MutexLock lock(&mutex_);
    return static_cast<int>(next_ - served_);
  }

 private:
  void take() {
    absl::MutexLock lock(&mutex_);
    const std::uint64_t ticket = next_++;
    const auto mine = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return served_ == ticket && free_ > 0; };
    mutex_.Await(absl::Condition(&mine));
    ++served_;
    --free_;
  }
  void give() {
    absl::MutexLock lock(&mutex_);
    ++free_;
  }

  mutable absl::Mutex mutex_;
  std::uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t served_ ABSL_GUARDED_BY(mutex_) = 0;
  int free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::pipeline
