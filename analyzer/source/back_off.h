#pragma once

#include <random>

#include <absl/time/time.h>

namespace cameramonit::source {

/// How long to leave a camera alone after a failure.
struct BackOffOptions {
  absl::Duration first = absl::Seconds(1);
  absl::Duration most = absl::Minutes(1);
  /// Cameras lock an account after some wrong passwords; nobody mends a password within seconds.
  absl::Duration firstWrongLogin = absl::Seconds(30);
  absl::Duration mostWrongLogin = absl::Minutes(10);
  double jitter = 0.25;  ///< so that cameras behind one switch do not all come back at once
};

/// Exponential back-off with jitter. Thread-bound.
class BackOff {
 public:
  BackOff(BackOffOptions options, std::uint32_t seed) : options_(options), random_(seed) {}

  /// One more failure: how long to wait.
  absl::Duration next(bool wrongLogin);
  void reset() { failures_ = 0; }
  int failures() const { return failures_; }

 private:
  const BackOffOptions options_;
  std::minstd_rand random_;
  int failures_ = 0;  ///< in a row
};

}  // namespace cameramonit::source
