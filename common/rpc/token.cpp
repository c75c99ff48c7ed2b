#include "common/rpc/token.h"

#include <sodium.h>

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "cameramonit/access/v1/claims.pb.h"
#include "common/base/status.h"

namespace cameramonit::rpc {
namespace {

using type::v1::ERROR_REASON_TOKEN_EXPIRED;
using type::v1::ERROR_REASON_TOKEN_INVALID;

constexpr char kServicePrefix[] = "services/";
constexpr std::size_t kMostVerified = 5'000;
constexpr absl::Duration kRevokedMemory = absl::Hours(1);

absl::Status invalid() {
  return base::unauthenticated(ERROR_REASON_TOKEN_INVALID, "The access token is not valid. Log in again.");
}

}  // namespace

std::string tokenKeyText(const TokenKey& key) {
  return absl::Base64Escape(std::string(key.begin(), key.end()));
}

absl::StatusOr<TokenKey> parseTokenKey(std::string_view text) {
  std::string bytes;
  TokenKey key{};
  if (!absl::Base64Unescape(std::string(absl::StripAsciiWhitespace(std::string(text))), &bytes) ||
      bytes.size() != key.size()) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 "A token key is 32 bytes in base64, as `cameramonit token-key` prints it.");
  }
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

absl::StatusOr<VerifiedTokens::Verified> VerifiedTokens::read(std::string_view token, const TokenKey& key) {
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > 4096) return invalid();
  const std::string body(token.substr(0, dot));
  std::string signature;
  if (!absl::WebSafeBase64Unescape(std::string(token.substr(dot + 1)), &signature) ||
      signature.size() != crypto_sign_BYTES) {
    return invalid();
  }
  if (crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                  reinterpret_cast<const unsigned char*>(body.data()), body.size(), key.data()) != 0) {
    return invalid();
  }
  std::string bytes;
  access::v1::Claims claims;
  if (!absl::WebSafeBase64Unescape(body, &bytes) || !claims.ParseFromString(bytes)) return invalid();
  Verified verified;
  verified.expires = absl::FromUnixSeconds(claims.expire_unix_seconds());
  Principal& principal = verified.principal;
  principal.kind =
      absl::StartsWith(claims.subject(), kServicePrefix) ? Principal::Kind::kService : Principal::Kind::kUser;
  principal.name = claims.subject();
  for (const int role : claims.roles()) principal.roles.push_back(static_cast<type::v1::Role>(role));
  principal.session = claims.session();
  principal.passwordExpired = claims.password_expired();
  return verified;
}

absl::StatusOr<Principal> VerifiedTokens::verify(std::string_view token, const TokenKey& key, absl::Time now) {
  const auto unlessOver = [now](const Verified& verified) -> absl::StatusOr<Principal> {
    if (verified.expires > now) return verified.principal;
    return base::unauthenticated(ERROR_REASON_TOKEN_EXPIRED, "The access token has expired.");
  };
  {
    absl::ReaderMutexLock lock(&mutex_);
    const auto known = known_.find(absl::string_view(token.data(), token.size()));
    if (known != known_.end()) return unlessOver(known->second);
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(Verified verified, read(token, key));
  CAMERAMONIT_ASSIGN_OR_RETURN(Principal principal, unlessOver(verified));
  absl::MutexLock lock(&mutex_);
  if (known_.size() >= kMostVerified) known_.clear();
  known_.emplace(std::string(token), std::move(verified));
  return principal;
}

void TokenReader::setKey(const TokenKey& key) {
  absl::MutexLock lock(&mutex_);
  key_ = key;
}

bool TokenReader::hasKey() const {
  absl::MutexLock lock(&mutex_);
  return key_.has_value();
}

absl::StatusOr<Principal> TokenReader::verify(std::string_view token) const {
  std::optional<TokenKey> key;
  {
    absl::MutexLock lock(&mutex_);
    key = key_;
  }
  if (!key) {
    return base::unavailable(type::v1::ERROR_REASON_SHUTTING_DOWN,
                             "Who may log in is not known here yet: the access service has not answered. Try again.");
  }
  return verified_.verify(token, *key, clock_.now());
}

TokenAuthority::TokenAuthority(const base::Secret<std::string>& seed, const base::Clock& clock) : clock_(clock) {
  std::array<unsigned char, crypto_sign_SEEDBYTES> bytes{};
  crypto_generichash(bytes.data(), bytes.size(), reinterpret_cast<const unsigned char*>(seed.reveal().data()),
                     seed.reveal().size(), nullptr, 0);
  crypto_sign_seed_keypair(publicKey_.data(), secretKey_.data(), bytes.data());
  sodium_memzero(bytes.data(), bytes.size());
}

TokenAuthority::~TokenAuthority() {
  sodium_memzero(secretKey_.data(), secretKey_.size());
}

std::string TokenAuthority::issue(const Principal& principal, absl::Time expires) const {
  access::v1::Claims claims;
  claims.set_subject(principal.name);
  for (const type::v1::Role role : principal.roles) claims.add_roles(role);
  claims.set_expire_unix_seconds(absl::ToUnixSeconds(expires));
  claims.set_session(principal.session);
  claims.set_password_expired(principal.passwordExpired);
  const std::string body = absl::WebSafeBase64Escape(claims.SerializeAsString());
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(body.data()), body.size(), secretKey_.data());
  return absl::StrCat(body, ".", absl::WebSafeBase64Escape(signature));
}

absl::StatusOr<Principal> TokenAuthority::verify(std::string_view token) const {
  CAMERAMONIT_ASSIGN_OR_RETURN(Principal principal, verified_.verify(token, publicKey_, clock_.now()));
  absl::ReaderMutexLock lock(&mutex_);
  if (!principal.session.empty() && revoked_.contains(principal.session)) return invalid();
  return principal;
}

void TokenAuthority::revokeSession(std::string_view session) {
  const absl::Time now = clock_.now();
  absl::MutexLock lock(&mutex_);
  absl::erase_if(revoked_, [now](const auto& one) { return now - one.second > kRevokedMemory; });
  revoked_[std::string(session)] = now;
}

base::Secret<std::string> TokenAuthority::newSeed() {
  std::string seed(32, '\0');
  randombytes_buf(seed.data(), seed.size());
  return base::Secret<std::string>(std::move(seed));
}

}  // namespace cameramonit::rpc
