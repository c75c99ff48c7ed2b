#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

struct AVIOInterruptCB;

namespace cameramonit::media {

/// Ends libavformat's blocking calls when somebody asks to stop or when one call takes too long. libavformat keeps a
/// pointer to it, so it stays where it is. Deadlines are on the monotonic clock: they must not move with the wall
/// clock. Thread-bound, but the stop may be requested from any thread.
class IoGuard {
 public:
  explicit IoGuard(std::stop_token stop) : stop_(std::move(stop)) {}
  IoGuard(const IoGuard&) = delete;
  IoGuard& operator=(const IoGuard&) = delete;

  /// Every call from now on must end within `limit`.
  void startTimer(absl::Duration limit);

  /// Why libavformat gave up: OK when it was not this guard, else CANCELLED, or DEADLINE_EXCEEDED while doing `what`.
  absl::Status interruption(const std::string& what) const;

  /// What libavformat is given. It borrows this guard.
  AVIOInterruptCB callback();

 private:
  bool expired() const { return std::chrono::steady_clock::now() >= deadline_; }

  std::stop_token stop_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace cameramonit::media
