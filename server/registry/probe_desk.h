#pragma once

#include <functional>

#include <absl/status/status.h>

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/clock.h"
#include "server/registry/camera_registry.h"
#include "server/registry/probe/camera_probe.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// Runs ProbeCamera: finds out what is to be connected to, lets the probe work within its time and keeps the result of
/// a registered camera. It blocks for as long as the probe takes, so it runs on threads of its own. Thread-safe.
class ProbeDesk {
 public:
  /// All are borrowed.
  struct Parts {
    CameraTable& cameras;
    CameraRegistry& registry;
    const CameraProbe& probe;
    const base::Clock& clock;
    std::function<void()> changed;
  };
  explicit ProbeDesk(Parts parts) : parts_(std::move(parts)) {}

  /// `cancelled` is asked now and then, on the calling thread.
  /// Errors: CAMERA_UNKNOWN, FIELD_INVALID, CREDENTIALS_UNREADABLE. An address that is refused is an outcome.
  absl::Status probe(const v1::ProbeCameraRequest& request, std::function<bool()> cancelled,
                     v1::ProbeCameraResponse& response);

 private:
  absl::StatusOr<ProbeTarget> targetOf(const v1::ProbeCameraRequest& request);

  Parts parts_;
};

}  // namespace cameramonit::registry
