#include "common/base/steady_clock.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace cameramonit::base {

absl::Duration MonotonicClock::now() const {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

bool MonotonicClock::wait(absl::Duration length, const std::stop_token& stop) const {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, absl::ToChronoNanoseconds(length), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace cameramonit::base
