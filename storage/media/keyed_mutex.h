#pragma once

#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::media {

/// One mutex for each name that somebody holds or waits for: work on the same thing follows one another, work on
/// different things does not wait. Thread-safe.
class KeyedMutex {
 public:
  /// Holds its name until destroyed. Thread-bound.
  class Lock {
   public:
    Lock(KeyedMutex& owner, std::string key) : owner_(owner), key_(std::move(key)) {
      absl::MutexLock lock(&owner_.mutex_);
      const auto isFree = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(owner_.mutex_) { return !owner_.held_[key_]; };
      ++owner_.waiting_[key_];
      owner_.mutex_.Await(absl::Condition(&isFree));
      owner_.held_[key_] = true;
    }
    ~Lock() {
      absl::MutexLock lock(&owner_.mutex_);
      owner_.held_[key_] = false;
      if (--owner_.waiting_[key_] == 0) {
        owner_.waiting_.erase(key_);
        owner_.held_.erase(key_);
      }
    }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

   private:
    KeyedMutex& owner_;
    const std::string key_;
  };

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, bool> held_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, int> waiting_ ABSL_GUARDED_BY(mutex_);  ///< holders and those who wait
};

}  // namespace cameramonit::media
