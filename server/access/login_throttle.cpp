#include "server/access/login_throttle.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr int kFreeTriesOfPair = 5;
constexpr int kFreeTriesOfAddress = 30;
constexpr int kFreeTriesOfAccount = 50;
constexpr absl::Duration kLongestWait = absl::Minutes(1);
constexpr absl::Duration kLongestWaitOfAccount = absl::Seconds(8);
constexpr absl::Duration kMemory = absl::Minutes(30);
constexpr std::size_t kMostEntries = 100'000;

std::string pairKey(const LoginAttempt& attempt) {
  return absl::StrCat("pair\n", attempt.user, "\n", attempt.address);
}
std::string addressKey(const LoginAttempt& attempt) {
  return absl::StrCat("address\n", attempt.address);
}
std::string accountKey(const LoginAttempt& attempt) {
  return absl::StrCat("account\n", attempt.user);
}
std::string deviceKey(const LoginAttempt& attempt) {
  return absl::StrCat("device\n", attempt.user, "\n", attempt.device);
}

}  // namespace

absl::Duration LoginThrottle::wait(const std::string& key, absl::Time now) {
  const auto found = failures_.find(key);
  return found == failures_.end() ? absl::ZeroDuration() : found->second.blockedUntil - now;
}

absl::Status LoginThrottle::admit(const LoginAttempt& attempt) {
  const absl::Time now = clock_.now();
  absl::MutexLock lock(&mutex_);
  const absl::Duration left =
      attempt.device.empty()
          ? std::max({wait(pairKey(attempt), now), wait(addressKey(attempt), now), wait(accountKey(attempt), now)})
          : wait(deviceKey(attempt), now);
  if (left <= absl::ZeroDuration()) return absl::OkStatus();
  const auto seconds = absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1)));
  return base::resourceExhausted(type::v1::ERROR_REASON_LOGIN_THROTTLED,
                                 absl::StrCat("Too many failed logins. Try again in ", seconds, " s."),
                                 {{"retry_after_s", absl::StrCat(seconds)}});
}

void LoginThrottle::count(const std::string& key, int freeTries, absl::Duration longestWait, absl::Time now) {
  Failures& entry = failures_[key];
  if (now - entry.last > kMemory) entry.count = 0;
  entry.last = now;
  const int over = ++entry.count - freeTries;
  if (over >= 0) entry.blockedUntil = now + std::min(longestWait, absl::Seconds(1) * (1 << std::min(over, 10)));
}

void LoginThrottle::forgetOld(absl::Time now) {
  absl::erase_if(failures_, [now](const auto& entry) { return now - entry.second.last > kMemory; });
  // Somebody makes up accounts or addresses faster than they are forgotten: then begin anew.
  if (failures_.size() >= kMostEntries) failures_.clear();
}

void LoginThrottle::failed(const LoginAttempt& attempt) {
  const absl::Time now = clock_.now();
  absl::MutexLock lock(&mutex_);
  if (failures_.size() >= kMostEntries) forgetOld(now);
  if (!attempt.device.empty()) {
    count(deviceKey(attempt), kFreeTriesOfPair, kLongestWait, now);
    return;
  }
  count(pairKey(attempt), kFreeTriesOfPair, kLongestWait, now);
  count(addressKey(attempt), kFreeTriesOfAddress, kLongestWait, now);
  count(accountKey(attempt), kFreeTriesOfAccount, kLongestWaitOfAccount, now);
}

void LoginThrottle::succeeded(const LoginAttempt& attempt) {
  absl::MutexLock lock(&mutex_);
  failures_.erase(pairKey(attempt));
  failures_.erase(deviceKey(attempt));
}

}  // namespace cameramonit::access
