#pragma once

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "server/registry/address/stream_address.h"

namespace cameramonit::registry {

/// The WS-Discovery probe for network video transmitters. `uuid` marks it. Reentrant.
std::string discoveryProbe(const std::string& uuid);

/// A SOAP 1.2 envelope around `body`. With `login` it carries a UsernameToken (WS-Security 1.1): the password travels
/// only as SHA-1 of a fresh nonce, `created` and itself. `created` is by the device's clock. Reentrant.
std::string soapEnvelope(const std::string& body, const std::optional<Login>& login, absl::Time created);

/// Base64 of SHA-1(nonce + created + password). Reentrant.
std::string passwordDigest(const std::string& nonce, const std::string& created, const std::string& password);

/// Text as XML content. Reentrant.
std::string xmlEscaped(const std::string& text);

}  // namespace cameramonit::registry
