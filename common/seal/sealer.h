#pragma once

#include <array>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::seal {

/// Seals secrets for the database with XChaCha20-Poly1305 (libsodium). What a secret belongs to is bound into its box:
/// a box moved to another row does not open. Lengths are hidden by padding to 64 bytes. Thread-safe.
class Sealer {
 public:
  /// `key` is 32 random bytes that stay with the installation.
  explicit Sealer(const base::Secret<std::string>& key);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  Sealer& operator=(const Sealer&) = delete;

  /// Base64 of nonce and ciphertext; never the same twice.
  std::string seal(std::string_view belongsTo, const base::Secret<std::string>& secret) const;
  /// Errors: SEAL_BROKEN when the key is another one, the box was changed, or it belongs to something else.
  absl::StatusOr<base::Secret<std::string>> open(std::string_view belongsTo, std::string_view box) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace cameramonit::seal
