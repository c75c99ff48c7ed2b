#include "server/access/login_throttle.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"

namespace cameramonit::access {
namespace {

constexpr int kFreeTriesOfPair = 5;
constexpr int kFreeTriesOfAddress = 30;
constexpr absl::Duration kLongestWait = absl::Minutes(5);
constexpr absl::Duration kMemory = absl::Minutes(30);
constexpr std::size_t kMostEntries = 100'000;

std::string pairKey(const std::string& user, const std::string& address) {
  return absl::StrCat(user, "\n", address);
}

}  // namespace

absl::Duration LoginThrottle::wait(const std::string& key, absl::Time now) {
  const auto found = failures_.find(key);
  return found == failures_.end() ? absl::ZeroDuration() : found->second.blockedUntil - now;
}

absl::Status LoginThrottle::admit(const std::string& user, const std::string& address) {
  const absl::Time now = clock_.now();
  absl::MutexLock lock(&mutex_);
  const absl::Duration left = std::max(wait(pairKey(user, address), now), wait(address, now));
  if (left <= absl::ZeroDuration()) return absl::OkStatus();
  const auto seconds = absl::ToInt64Seconds(absl::Ceil(left, absl::Seconds(1)));
  return base::resourceExhausted(type::v1::ERROR_REASON_LOGIN_THROTTLED,
                                 absl::StrCat("Too many failed logins. Try again in ", seconds, " s."),
                                 {{"retry_after_s", absl::StrCat(seconds)}});
}

void LoginThrottle::count(const std::string& key, int freeTries, absl::Time now) {
  Failures& entry = failures_[key];
  if (now - entry.last > kMemory) entry.count = 0;
  entry.last = now;
  const int over = ++entry.count - freeTries;
  if (over >= 0) entry.blockedUntil = now + std::min(kLongestWait, absl::Seconds(1) * (1 << std::min(over, 10)));
}

void LoginThrottle::forgetOld(absl::Time now) {
  absl::erase_if(failures_, [now](const auto& entry) { return now - entry.second.last > kMemory; });
}

void LoginThrottle::failed(const std::string& user, const std::string& address) {
  const absl::Time now = clock_.now();
  absl::MutexLock lock(&mutex_);
  if (failures_.size() >= kMostEntries) forgetOld(now);
  count(pairKey(user, address), kFreeTriesOfPair, now);
  count(address, kFreeTriesOfAddress, now);
}

void LoginThrottle::succeeded(const std::string& user, const std::string& address) {
  absl::MutexLock lock(&mutex_);
  failures_.erase(pairKey(user, address));
}

}  // namespace cameramonit::access
