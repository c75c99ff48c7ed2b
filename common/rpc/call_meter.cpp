#include "common/rpc/call_meter.h"

#include <utility>

namespace cameramonit::rpc {

CallMeter::CallMeter(Metrics& metrics, std::string method)
    : metrics_(metrics),
      method_(std::move(method)),
      seconds_(metrics.histogram("cameramonit_rpc_seconds", "Time from arrival to answer.", {{"method", method_}})) {}

void CallMeter::count(absl::StatusCode code, absl::Duration took) {
  counterOf(code).add();
  seconds_.observe(absl::ToDoubleSeconds(took));
}

Counter& CallMeter::counterOf(absl::StatusCode code) {
  std::atomic<Counter*>& slot = calls_[static_cast<std::size_t>(code) % kCodes];
  Counter* known = slot.load(std::memory_order_acquire);
  if (known == nullptr) {
    const MetricLabels labels = {{"method", method_}, {"code", absl::StatusCodeToString(code)}};
    known = &metrics_.counter("cameramonit_rpc_calls_total", "Calls by method and outcome.", labels);
    slot.store(known, std::memory_order_release);
  }
  return *known;
}

}  // namespace cameramonit::rpc
