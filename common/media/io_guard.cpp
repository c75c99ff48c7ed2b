#include "common/media/io_guard.h"

extern "C" {
#include <libavformat/avio.h>
}

#include "common/base/status.h"

namespace cameramonit::media {

void IoGuard::startTimer(absl::Duration limit) {
  deadline_ = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(limit);
}

absl::Status IoGuard::interruption(const std::string& what) const {
  if (stop_.stop_requested()) return base::cancelled("Stopped while " + what + ".");
  if (!expired()) return absl::OkStatus();
  base::ErrorDetails details;
  details.reason = base::ErrorReason::ERROR_REASON_DEADLINE_EXCEEDED;
  return base::withDetails(absl::StatusCode::kDeadlineExceeded, "It took too long; given up while " + what + ".",
                           details);
}

AVIOInterruptCB IoGuard::callback() {
  return {[](void* self) {
            const auto* guard = static_cast<const IoGuard*>(self);
            return guard->stop_.stop_requested() || guard->expired() ? 1 : 0;
          },
          this};
}

}  // namespace cameramonit::media
