#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "common/base/secret.h"

namespace cameramonit::registry {

/// One key, with the name under which sealed things remember it: a hash, so it tells nothing of the key.
struct SealingKey {
  std::string id;                    ///< 16 hexadecimal digits
  base::Secret<std::string> secret;  ///< 32 bytes

  static SealingKey of(base::Secret<std::string> secret);
  static SealingKey fresh();
};

/// The keys of an installation: the first one seals, all of them open. Thread-bound.
class KeyRing {
 public:
  KeyRing() = default;
  explicit KeyRing(std::vector<SealingKey> keys) : keys_(std::move(keys)) {}

  /// Reads what text() gives: one key a line (or separated by commas), 32 bytes in base64; '#' starts a comment.
  /// Errors: CREDENTIALS_KEY_INVALID, never repeating the text.
  static absl::StatusOr<KeyRing> parse(std::string_view text);
  base::Secret<std::string> text() const;

  /// Not for an empty ring.
  const SealingKey& sealing() const { return keys_.front(); }
  /// Null when there is none of this name.
  const SealingKey* find(std::string_view id) const;
  bool empty() const { return keys_.empty(); }
  std::size_t size() const { return keys_.size(); }

  /// The same keys behind `first`, which seals from now on.
  KeyRing withFirst(SealingKey first) const;
  /// The sealing key alone.
  KeyRing onlyFirst() const { return KeyRing({sealing()}); }

 private:
  std::vector<SealingKey> keys_;
};

}  // namespace cameramonit::registry
