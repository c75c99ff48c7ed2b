#pragma once

#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "server/registry/sealed/key_ring.h"
#include "server/registry/sealed/key_source.h"

namespace cameramonit::registry {

/// How to log in, in the clear. Exists only between opening and use.
struct OpenedCredentials {
  base::Secret<std::string> user;
  base::Secret<std::string> password;
};

/// Credentials as they are stored.
struct SealedCredentials {
  std::string keyId;
  std::string box;  ///< what seal::Sealer gives
};

/// Seals and opens credentials with the keys of the installation (see seal::Sealer for how). The camera's id is bound
/// into the box, so a box moved to another camera does not open. Thread-safe.
class CredentialSealer {
 public:
  /// Loads the keys. Errors: CREDENTIALS_KEY_INVALID.
  static absl::StatusOr<std::unique_ptr<CredentialSealer>> open(std::unique_ptr<KeySource> source);

  SealedCredentials seal(const std::string& cameraId, const OpenedCredentials& credentials) const;
  /// Errors: CREDENTIALS_UNREADABLE when the key is gone or the box was changed. An unknown key is looked for once more
  /// in the source, since another process may have rotated.
  absl::StatusOr<OpenedCredentials> open(const std::string& cameraId, const SealedCredentials& sealed);

  /// The key that seals now.
  std::string sealingKeyId() const;

  /// Reads the keys again. Errors: CREDENTIALS_KEY_INVALID.
  absl::Status reload();
  /// Puts a fresh key in front and keeps it. Errors: CREDENTIALS_KEY_INVALID.
  absl::Status addKey();
  /// Forgets every key but the sealing one, once nothing is sealed by them any more.
  absl::Status dropOldKeys();

 private:
  CredentialSealer(std::unique_ptr<KeySource> source, KeyRing ring)
      : source_(std::move(source)), ring_(std::move(ring)) {}
  absl::StatusOr<SealingKey> keyFor(const std::string& id);

  const std::unique_ptr<KeySource> source_;
  mutable absl::Mutex mutex_;
  KeyRing ring_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::registry
