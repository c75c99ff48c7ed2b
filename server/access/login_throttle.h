#pragma once

#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"

namespace cameramonit::access {

/// Slows down guessing: after a few failures each further try of an account from an address must wait, twice as long
/// every time, up to a bound. The pair counts, so a stranger cannot lock the right user out; the address alone counts
/// too, so one address cannot try all accounts. Thread-safe.
class LoginThrottle {
 public:
  /// Borrows `clock`.
  explicit LoginThrottle(const base::Clock& clock) : clock_(clock) {}

  /// Errors: LOGIN_THROTTLED with the fact retry_after_s.
  absl::Status admit(const std::string& user, const std::string& address);
  void failed(const std::string& user, const std::string& address);
  void succeeded(const std::string& user, const std::string& address);

 private:
  struct Failures {
    int count = 0;
    absl::Time last;
    absl::Time blockedUntil;
  };
  absl::Duration wait(const std::string& key, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void count(const std::string& key, int freeTries, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void forgetOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const base::Clock& clock_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Failures> failures_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::access
