#pragma once

#include <chrono>
#include <functional>

#include <absl/time/time.h>

namespace cameramonit::registry {

/// How long somebody still waits: until a deadline on the monotonic clock, or until they went away. Thread-bound.
class Patience {
 public:
  explicit Patience(absl::Duration limit, std::function<bool()> cancelled = nullptr);

  bool over() const;
  absl::Duration left() const;

  /// Waits until `fd` is ready for `events` of poll(2). False when the patience ended first.
  bool await(int fd, short events) const;

 private:
  std::chrono::steady_clock::time_point deadline_;
  std::function<bool()> cancelled_;
};

}  // namespace cameramonit::registry
