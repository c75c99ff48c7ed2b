#pragma once

#include <stop_token>

#include <absl/time/time.h>

namespace cameramonit::base {

/// Time for measuring and waiting: it only goes forward, at an even pace, whatever becomes of the wall clock. Its zero
/// means nothing. What paces, backs off or measures takes a SteadyClock, so that tests need not wait. Thread-safe.
class SteadyClock {
 public:
  virtual ~SteadyClock() = default;
  virtual absl::Duration now() const = 0;
  /// Waits `length`, or less once `stop` is requested; then false.
  virtual bool wait(absl::Duration length, const std::stop_token& stop) const = 0;
};

/// The monotonic clock of this machine. Thread-safe.
class MonotonicClock final : public SteadyClock {
 public:
  absl::Duration now() const override;
  bool wait(absl::Duration length, const std::stop_token& stop) const override;
};

}  // namespace cameramonit::base
