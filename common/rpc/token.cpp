#include "common/rpc/token.h"

#include <sodium.h>

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

absl::Status invalid() {
  return base::unauthenticated(ERROR_REASON_TOKEN_INVALID, "The access token is not valid. Log in again.");
}

}  // namespace

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
  const std::size_t dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > 4096) return invalid();
  const std::string body(token.substr(0, dot));
  std::string signature;
  if (!absl::WebSafeBase64Unescape(std::string(token.substr(dot + 1)), &signature) ||
      signature.size() != crypto_sign_BYTES) {
    return invalid();
  }
  if (crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                  reinterpret_cast<const unsigned char*>(body.data()), body.size(),
                                  publicKey_.data()) != 0) {
    return invalid();
  }
  std::string bytes;
  access::v1::Claims claims;
  if (!absl::WebSafeBase64Unescape(body, &bytes) || !claims.ParseFromString(bytes)) return invalid();
  if (absl::FromUnixSeconds(claims.expire_unix_seconds()) <= clock_.now()) {
    return base::unauthenticated(ERROR_REASON_TOKEN_EXPIRED, "The access token has expired.");
  }
  if (!claims.session().empty()) {
    absl::MutexLock lock(&mutex_);
    if (revoked_.contains(claims.session())) return invalid();
  }
  Principal principal;
  principal.kind =
      absl::StartsWith(claims.subject(), kServicePrefix) ? Principal::Kind::kService : Principal::Kind::kUser;
  principal.name = claims.subject();
  for (const int role : claims.roles()) principal.roles.push_back(static_cast<type::v1::Role>(role));
  principal.session = claims.session();
  principal.passwordExpired = claims.password_expired();
  return principal;
}

void TokenAuthority::revokeSession(std::string_view session) {
  absl::MutexLock lock(&mutex_);
  revoked_.insert(std::string(session));
}

base::Secret<std::string> TokenAuthority::newSeed() {
  std::string seed(32, '\0');
  randombytes_buf(seed.data(), seed.size());
  return base::Secret<std::string>(std::move(seed));
}

}  // namespace cameramonit::rpc
