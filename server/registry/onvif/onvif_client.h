#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/registry/address/address_policy.h"
#include "server/registry/address/stream_address.h"
#include "server/registry/onvif/onvif_reply.h"
#include "server/registry/probe/patience.h"

namespace cameramonit::registry {

/// A stream of a device with what its profile says.
struct OfferedStream {
  MediaProfile profile;
  StreamAddress address;
};

/// What a device told about itself.
struct DeviceAnswer {
  enum class Verdict { kTold, kNotAuthorized, kSilent };
  Verdict verdict = Verdict::kSilent;
  DeviceInformation information;
  std::vector<OfferedStream> streams;  ///< biggest picture first
};

/// Asks an ONVIF device who it is and what it streams. It connects to the device's checked address alone, follows no
/// redirection, and takes from the answers only addresses on the same host. Reentrant.
DeviceAnswer askDevice(const StreamAddress& service, const std::optional<Login>& login, const AddressPolicy& policy,
                       const Patience& patience);

}  // namespace cameramonit::registry
