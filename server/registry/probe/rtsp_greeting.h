#pragma once

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "cameramonit/registry/v1/probe.pb.h"
#include "common/base/clock.h"
#include "server/registry/address/stream_address.h"
#include "server/registry/probe/connection.h"

namespace cameramonit::registry {

/// What an RTSP server said before any picture.
struct RtspGreeting {
  v1::ProbeOutcome outcome = v1::PROBE_OUTCOME_NOT_A_CAMERA;
  std::optional<absl::Duration> roundTrip;
  std::optional<absl::Duration> clockOffset;  ///< to the second, as its Date header tells
  std::string server;
  bool wantsLogin = false;
};

/// Asks for OPTIONS and then, without a login, for DESCRIBE: that tells a wrong path from a wrong password and finds
/// servers that would send us elsewhere, before anything secret is sent. Thread-bound to `connection`.
RtspGreeting greet(Connection& connection, const StreamAddress& address, const base::Clock& clock,
                   const Patience& patience);

}  // namespace cameramonit::registry
