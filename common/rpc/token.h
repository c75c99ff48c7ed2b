#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_set.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/base/secret.h"
#include "common/rpc/principal.h"

namespace cameramonit::rpc {

/// Reads access tokens. Thread-safe.
class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  /// Errors: TOKEN_INVALID, TOKEN_EXPIRED.
  virtual absl::StatusOr<Principal> verify(std::string_view token) const = 0;
};

/// Signs and verifies access tokens with Ed25519: base64url(Claims) "." base64url(signature). Thread-safe.
class TokenAuthority final : public TokenVerifier {
 public:
  /// `seed` is 32 random bytes that stay with the installation. Borrows `clock`.
  TokenAuthority(const base::Secret<std::string>& seed, const base::Clock& clock);
  ~TokenAuthority() override;
  TokenAuthority(const TokenAuthority&) = delete;
  TokenAuthority& operator=(const TokenAuthority&) = delete;

  /// A token that says `principal` until `expires`.
  std::string issue(const Principal& principal, absl::Time expires) const;
  absl::StatusOr<Principal> verify(std::string_view token) const override;

  /// From now on tokens of this session are refused. Kept as long as the longest token lives.
  void revokeSession(std::string_view session);

  /// 32 fresh random bytes for a seed.
  static base::Secret<std::string> newSeed();

 private:
  const base::Clock& clock_;
  std::array<unsigned char, 32> publicKey_{};
  std::array<unsigned char, 64> secretKey_{};
  mutable absl::Mutex mutex_;
  absl::flat_hash_set<std::string> revoked_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::rpc
