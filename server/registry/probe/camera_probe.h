#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "cameramonit/registry/v1/probe.pb.h"
#include "common/base/clock.h"
#include "common/media/stream_probe.h"
#include "server/registry/address/address_policy.h"
#include "server/registry/address/stream_address.h"
#include "server/registry/probe/patience.h"

namespace cameramonit::registry {

struct ProbeTarget {
  StreamAddress address;
  std::optional<Login> login;
  bool snapshot = true;
};

struct ProbeResult {
  v1::ProbeOutcome outcome = v1::PROBE_OUTCOME_UNSPECIFIED;
  media::StreamFacts facts;
  std::optional<absl::Duration> roundTrip;
  std::optional<absl::Duration> clockOffset;
  std::string server;
};

/// Connects to a camera and sees what comes. Every step ends with the caller's patience; nothing goes on behind it.
/// Thread-safe.
class CameraProbe {
 public:
  /// Borrows both.
  CameraProbe(const AddressPolicy& policy, const base::Clock& clock) : policy_(policy), clock_(clock) {}

  ProbeResult run(const ProbeTarget& target, const Patience& patience) const;

 private:
  void runRtsp(const ProbeTarget& target, const std::vector<IpAddress>& addresses, const Patience& patience,
               ProbeResult& result) const;
  void runHttp(const ProbeTarget& target, const std::vector<IpAddress>& addresses, const Patience& patience,
               ProbeResult& result) const;

  const AddressPolicy& policy_;
  const base::Clock& clock_;
};

}  // namespace cameramonit::registry
