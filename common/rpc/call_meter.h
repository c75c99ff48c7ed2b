#pragma once

#include <array>
#include <atomic>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/rpc/metrics.h"

namespace cameramonit::rpc {

/// The series of one method, looked up by name once instead of at every call. Thread-safe.
class CallMeter {
 public:
  /// Borrows `metrics`, which must outlive this.
  CallMeter(Metrics& metrics, std::string method);

  /// One more call, answered with `code` after `took`.
  void count(absl::StatusCode code, absl::Duration took);

 private:
  static constexpr std::size_t kCodes = 17;  // gRPC's, from OK to UNAUTHENTICATED

  Counter& counterOf(absl::StatusCode code);

  Metrics& metrics_;
  std::string method_;
  Histogram& seconds_;
  std::array<std::atomic<Counter*>, kCodes> calls_{};
};

}  // namespace cameramonit::rpc
