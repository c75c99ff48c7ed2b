#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::registry {

/// How to log in at a camera. Thread-bound.
struct Login {
  std::string user;
  base::Secret<std::string> password;
};

/// Where something of a camera is reached: parts that were checked one by one, never a text to be read again. It holds
/// no credentials, so it may be shown, stored and logged.
struct StreamAddress {
  std::string scheme;  ///< lower case
  std::string host;    ///< a name, an IPv4 address, or an IPv6 address without brackets; as it was written
  std::optional<std::uint16_t> port;
  std::string path;   ///< begins with '/', or is empty
  std::string query;  ///< without '?'; empty when there is none

  /// The port, or the scheme's usual one.
  std::uint16_t effectivePort() const;
  bool encrypted() const { return scheme == "rtsps" || scheme == "https"; }
  bool isRtsp() const { return scheme == "rtsp" || scheme == "rtsps"; }
  /// What follows the host: path and query, at least "/".
  std::string target() const;
  /// The address as one text.
  std::string str() const;
  /// "host:port", with brackets around IPv6.
  std::string authority() const;

  friend bool operator==(const StreamAddress&, const StreamAddress&) = default;
};

/// An address as people write it, taken apart.
struct ParsedAddress {
  StreamAddress address;
  std::optional<Login> login;
  /// User and password held characters that must be written %XX in a URL; they were guessed right, probably.
  bool rawCharacters = false;
};

/// Reads the address of a stream: rtsp, rtsps, http or https. Credentials in it are taken out and percent-decoded; the
/// rest stays to the letter. Reentrant.
/// Errors: STREAM_ADDRESS_REFUSED with the fact "why": "scheme", "host", "port", "path", "syntax", "length". The
/// message never repeats what was written, which may hold a password.
absl::StatusOr<ParsedAddress> parseStreamAddress(std::string_view text);

/// Reads the address of an ONVIF device: http or https, or a bare host[:port], completed by the usual path. Reentrant.
/// Errors: as parseStreamAddress.
absl::StatusOr<ParsedAddress> parseDeviceAddress(std::string_view text);

}  // namespace cameramonit::registry
