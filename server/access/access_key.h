#pragma once

#include <array>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::access {

/// The key of this room that the database does not hold: seals second factors, signs device tokens. Thread-safe.
class AccessKey {
 public:
  /// `key` has 32 bytes or more and stays with the installation.
  explicit AccessKey(const base::Secret<std::string>& key);
  ~AccessKey();
  AccessKey(const AccessKey&) = delete;
  AccessKey& operator=(const AccessKey&) = delete;

  /// XSalsa20-Poly1305 with a random nonce, in base64url.
  std::string seal(const base::Secret<std::string>& secret) const;
  /// Errors: INTERNAL when it was sealed with another key, or changed.
  absl::StatusOr<base::Secret<std::string>> open(const std::string& sealed) const;

  /// A token for a device that the user may log in from, and who holds it: "" when it is not for this user.
  std::string newDeviceToken(std::string_view user) const;
  std::string deviceOf(std::string_view token, std::string_view user) const;

  /// A short keyed digest: equal texts have equal digests, and nobody without the key can tell anything from one.
  std::string digest(std::string_view text) const;

 private:
  std::array<unsigned char, 32> sealing_{};
  std::array<unsigned char, 32> signing_{};
};

/// BLAKE2b of a random token, in hex: what the database keeps instead of it. Reentrant.
std::string tokenHash(std::string_view token);

/// 32 random bytes in base64url. Thread-safe.
std::string randomToken();

}  // namespace cameramonit::access
