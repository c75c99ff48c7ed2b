#pragma once

#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace cameramonit::base {

/// Where time comes from. Everything that depends on "now" takes a Clock, so tests can move it. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time now() const = 0;
};

/// The wall clock of this machine. Thread-safe.
class SystemClock final : public Clock {
 public:
  absl::Time now() const override { return absl::Now(); }
};

}  // namespace cameramonit::base
