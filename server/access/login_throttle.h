#pragma once

#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"

namespace cameramonit::access {

/// Who tries to log in, as whom.
struct LoginAttempt {
  std::string user;
  std::string address;
  std::string device;  ///< of a device on which this user has logged in before; empty: none
};

/// Slows down guessing: after a few failures further tries must wait, twice as long every time, up to a bound, so that
/// nobody is locked out for ever. What counts is the account from an address; the address alone, so that one address
/// cannot try all accounts; and the account alone, so that many addresses cannot try one. A device on which the user
/// has logged in before counts by itself: strangers who guess do not hinder it. Thread-safe.
class LoginThrottle {
 public:
  /// Borrows `clock`.
  explicit LoginThrottle(const base::Clock& clock) : clock_(clock) {}

  /// Errors: LOGIN_THROTTLED with the fact retry_after_s.
  absl::Status admit(const LoginAttempt& attempt);
  void failed(const LoginAttempt& attempt);
  void succeeded(const LoginAttempt& attempt);

 private:
  struct Failures {
    int count = 0;
    absl::Time last;
    absl::Time blockedUntil;
  };
  absl::Duration wait(const std::string& key, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void count(const std::string& key, int freeTries, absl::Duration longestWait, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void forgetOld(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const base::Clock& clock_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Failures> failures_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::access
