#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::media {

/// Where a camera sends its stream, and how to log in. Thread-bound.
struct CameraAddress {
  std::string url;        ///< rtsp, rtsps, http or https; without credentials
  std::string user = {};  ///< empty: none needed
  base::Secret<std::string> password = {};
};

/// The parts of an address that decide how it is opened.
struct AddressParts {
  std::string scheme;      ///< lower case
  std::string authority;   ///< host and port as written
  std::string host;        ///< without brackets
  std::uint16_t port = 0;  ///< the scheme's usual one where none is written
  std::string target;      ///< path and query; may be empty
};

/// Takes `url` apart. Errors: STREAM_ADDRESS_REFUSED for other schemes, credentials within, and what is no address; its
/// message does not repeat the address, which may hold a password. Reentrant.
absl::StatusOr<AddressParts> parseCameraUrl(const std::string& url);

/// The address as libavformat takes it: credentials escaped into it, and parameters of the query that libavformat would
/// take for options of its own ("?udp", "?tcp", ...) written so that only the camera understands them. Reentrant.
/// Errors: STREAM_ADDRESS_REFUSED; CREDENTIALS_TOO_LONG.
absl::StatusOr<base::Secret<std::string>> libavUrl(const CameraAddress& address);

}  // namespace cameramonit::media
