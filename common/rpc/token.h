#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
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

/// An Ed25519 public key.
using TokenKey = std::array<unsigned char, 32>;

/// Base64 of a key, as files and messages carry it, and back. Errors: SETTING_INVALID. Reentrant.
std::string tokenKeyText(const TokenKey& key);
absl::StatusOr<TokenKey> parseTokenKey(std::string_view text);

/// Remembers what tokens said when their signatures were checked: that costs more than the rest of a small call.
/// Thread-safe.
class VerifiedTokens {
 public:
  /// Who the token says to be, if `key` signed it and it is not over at `now`; `key` is always the same.
  /// Errors: TOKEN_INVALID, TOKEN_EXPIRED.
  absl::StatusOr<Principal> verify(std::string_view token, const TokenKey& key, absl::Time now);

 private:
  struct Verified {
    Principal principal;
    absl::Time expires;
  };
  static absl::StatusOr<Verified> read(std::string_view token, const TokenKey& key);

  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Verified> known_ ABSL_GUARDED_BY(mutex_);
};

/// Verifies tokens that another process signs, by its public key. Until one was set, nobody can be known: UNAVAILABLE.
/// Thread-safe.
class TokenReader final : public TokenVerifier {
 public:
  /// Borrows `clock`.
  explicit TokenReader(const base::Clock& clock) : clock_(clock) {}

  void setKey(const TokenKey& key);
  bool hasKey() const;
  absl::StatusOr<Principal> verify(std::string_view token) const override;

 private:
  const base::Clock& clock_;
  mutable absl::Mutex mutex_;
  std::optional<TokenKey> key_ ABSL_GUARDED_BY(mutex_);
  mutable VerifiedTokens verified_;
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

  const TokenKey& publicKey() const { return publicKey_; }

  /// From now on tokens of this session are refused. Remembered for an hour, longer than any access token lives.
  void revokeSession(std::string_view session);

  /// 32 fresh random bytes for a seed.
  static base::Secret<std::string> newSeed();

 private:
  const base::Clock& clock_;
  TokenKey publicKey_{};
  std::array<unsigned char, 64> secretKey_{};
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, absl::Time> revoked_ ABSL_GUARDED_BY(mutex_);  ///< sessions, and when
  mutable VerifiedTokens verified_;
};

}  // namespace cameramonit::rpc
