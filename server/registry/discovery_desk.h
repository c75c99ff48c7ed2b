#pragma once

#include <functional>

#include <absl/status/status.h>

#include "cameramonit/registry/v1/camera_registry_service.pb.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "server/registry/address/address_policy.h"
#include "server/registry/onvif/onvif_reply.h"
#include "server/registry/probe/patience.h"
#include "server/registry/table/camera_table.h"

namespace cameramonit::registry {

/// Runs DiscoverCameras: asks the network, tells of each device as it answers, and asks each, on threads of their own,
/// what it is and what it streams. Thread-safe.
class DiscoveryDesk {
 public:
  /// All are borrowed. `port` is WS-Discovery's but in tests.
  struct Parts {
    CameraTable& cameras;
    const AddressPolicy& policy;
    const base::Clock& clock;
    int port = 3702;
  };
  explicit DiscoveryDesk(Parts parts);

  /// Blocks until the time is over or nobody listens any more. `tell` may be called from several threads.
  /// Errors: FIELD_INVALID, UNAVAILABLE.
  absl::Status discover(const v1::DiscoverCamerasRequest& request, std::function<bool()> cancelled,
                        std::function<void(const v1::DiscoveredCamera&)> tell);

 private:
  class Search;

  Parts parts_;
  base::Executor asks_;
};

}  // namespace cameramonit::registry
