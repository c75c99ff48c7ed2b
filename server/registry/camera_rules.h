#pragma once

#include <optional>
#include <string_view>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "server/registry/address/address_policy.h"
#include "server/registry/address/stream_address.h"

namespace cameramonit::registry {

/// A camera as it may be stored: addresses in their one spelling, without the credentials that stood in them.
struct CheckedCamera {
  v1::Camera camera;
  std::optional<Login> login;  ///< of the first address that held one
};

/// Checks every field and takes credentials out of addresses. Names of hosts are looked up, for `lookUp` at most, and
/// refused when they lead where they must not; a name that is not known (yet) passes, and is checked again when it is
/// connected to. Reentrant.
/// Errors: FIELD_INVALID with every wrong field; STREAM_ADDRESS_REFUSED with the facts "field" and "why".
absl::StatusOr<CheckedCamera> checkCamera(const v1::Camera& camera, const AddressPolicy& policy, absl::Duration lookUp);

/// Errors: FIELD_INVALID.
absl::Status checkCredentials(const v1::Credentials& credentials);

/// Characters of UTF-8. Reentrant.
std::size_t charactersIn(std::string_view text);

}  // namespace cameramonit::registry
