#include "server/access/session_service.h"

#include <sodium.h>

#include <array>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/access/password.h"

namespace cameramonit::access {
namespace {

constexpr absl::Duration kAccessLife = absl::Minutes(15);
constexpr absl::Duration kRefreshLife = absl::Hours(24 * 30);
constexpr char kUserPrefix[] = "users/";

absl::Status credentialsWrong() {
  return base::unauthenticated(type::v1::ERROR_REASON_CREDENTIALS_WRONG, "The name or the password is wrong.");
}

std::string newRefreshToken() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return absl::WebSafeBase64Escape(bytes);
}

/// What the database keeps instead of the token.
std::string hashOf(const std::string& refreshToken) {
  std::string digest(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(refreshToken.data()), refreshToken.size(), nullptr, 0);
  return absl::BytesToHexString(digest);
}

void setTime(google::protobuf::Timestamp& target, absl::Time time) {
  target.set_seconds(absl::ToUnixSeconds(time));
}

}  // namespace

absl::StatusOr<base::Secret<std::string>> SessionService::makeFirstAdministrator() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const int users, parts_.users.count());
  if (users > 0) return base::Secret<std::string>();
  base::Secret<std::string> password = oneTimePassword();
  StoredUser admin;
  admin.user.set_name(absl::StrCat(kUserPrefix, "admin"));
  admin.user.set_display_name("Administrator");
  for (const auto role : {type::v1::ROLE_INSTALLER, type::v1::ROLE_ADMIN, type::v1::ROLE_MANAGER,
                          type::v1::ROLE_SUPERVISOR, type::v1::ROLE_CUSTOMER}) {
    admin.user.add_roles(role);
  }
  admin.user.set_password_expired(true);
  CAMERAMONIT_ASSIGN_OR_RETURN(admin.passwordHash, hashPassword(password));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.users.create(admin, parts_.clock.now()).status());
  return password;
}

v1::Tokens SessionService::tokensFor(const v1::User& user, const std::string& session, const std::string& refreshToken,
                                     absl::Time refreshExpires) {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kUser;
  who.name = user.name();
  for (const int role : user.roles()) who.roles.push_back(static_cast<type::v1::Role>(role));
  who.session = session;
  who.passwordExpired = user.password_expired();
  const absl::Time accessExpires = parts_.clock.now() + kAccessLife;
  v1::Tokens tokens;
  tokens.set_access_token(parts_.tokens.issue(who, accessExpires));
  setTime(*tokens.mutable_access_expire_time(), accessExpires);
  tokens.set_refresh_token(refreshToken);
  setTime(*tokens.mutable_refresh_expire_time(), refreshExpires);
  return tokens;
}

absl::StatusOr<v1::Tokens> SessionService::beginSession(const v1::User& user, const std::string& address) {
  const absl::Time now = parts_.clock.now();
  const std::string refreshToken = newRefreshToken();
  StoredSession session;
  session.id = base::newUuid(now);
  session.user = user.name();
  session.address = address;
  session.created = session.used = now;
  session.expires = now + kRefreshLife;
  CAMERAMONIT_RETURN_IF_ERROR(parts_.sessions.begin(session, {hashOf(refreshToken), session.expires}));
  return tokensFor(user, session.id, refreshToken, session.expires);
}

absl::Status SessionService::login(const v1::LoginRequest& request, const std::string& address,
                                   v1::LoginResponse& response) {
  const std::string id = absl::AsciiStrToLower(absl::StripPrefix(request.user(), kUserPrefix));
  CAMERAMONIT_RETURN_IF_ERROR(throttle_.admit(id, address));
  auto stored = parts_.users.get(absl::StrCat(kUserPrefix, id));
  if (!stored.ok() && base::errorReason(stored.status()) != type::v1::ERROR_REASON_USER_UNKNOWN) {
    return stored.status();
  }
  const bool known = stored.ok() && !stored->disabled;
  if (!verifyPassword(known ? stored->passwordHash : "", base::Secret<std::string>(request.password()))) {
    throttle_.failed(id, address);
    parts_.log.warn("login.refused", {{"user", id.substr(0, 64)}, {"address", address}});
    return credentialsWrong();
  }
  throttle_.succeeded(id, address);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_tokens(), beginSession(stored->user, address));
  *response.mutable_user() = stored->user;
  return absl::OkStatus();
}

absl::Status SessionService::refresh(const v1::RefreshRequest& request, v1::RefreshResponse& response) {
  const absl::Time now = parts_.clock.now();
  const std::string next = newRefreshToken();
  auto session = parts_.sessions.rotate(hashOf(request.refresh_token()), {hashOf(next), now + kRefreshLife}, now);
  if (!session.ok()) {
    if (base::errorReason(session.status()) == type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED) {
      const auto facts = base::errorDetails(session.status()).facts;
      if (const auto id = facts.find("session"); id != facts.end()) parts_.tokens.revokeSession(id->second);
      parts_.log.warn("session.token_reused", {{"status", std::string(session.status().message())}});
    }
    return session.status();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser stored, parts_.users.get(session->user));
  if (stored.disabled) return credentialsWrong();
  *response.mutable_user() = stored.user;
  *response.mutable_tokens() = tokensFor(stored.user, session->id, next, now + kRefreshLife);
  return absl::OkStatus();
}

absl::Status SessionService::changePassword(const rpc::Principal& who, const v1::ChangePasswordRequest& request,
                                            v1::ChangePasswordResponse& response) {
  const std::string id(absl::StripPrefix(who.name, kUserPrefix));
  CAMERAMONIT_RETURN_IF_ERROR(throttle_.admit(id, who.address));
  CAMERAMONIT_ASSIGN_OR_RETURN(StoredUser stored, parts_.users.get(who.name));
  if (!verifyPassword(stored.passwordHash, base::Secret<std::string>(request.old_password()))) {
    throttle_.failed(id, who.address);
    return credentialsWrong();
  }
  const base::Secret<std::string> fresh(request.new_password());
  CAMERAMONIT_RETURN_IF_ERROR(checkPasswordStrength(fresh, id));
  if (request.new_password() == request.old_password()) {
    return base::invalidArgument(type::v1::ERROR_REASON_PASSWORD_WEAK, "The new password must differ from the old.");
  }
  const absl::Time now = parts_.clock.now();
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string hash, hashPassword(fresh));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.users.setPassword(who.name, hash, false, now));
  // Whoever knew the old password loses every session; this caller gets a new one.
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto ended, parts_.sessions.endOthers(who.name, "", now));
  for (const std::string& session : ended) parts_.tokens.revokeSession(session);
  stored.user.set_password_expired(false);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_tokens(), beginSession(stored.user, who.address));
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SessionService::Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                                v1::LoginResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return login(*request, who.address, *response);
  });
}

grpc::ServerUnaryReactor* SessionService::Refresh(grpc::CallbackServerContext* context,
                                                  const v1::RefreshRequest* request, v1::RefreshResponse* response) {
  return parts_.guard.unary(context, request,
                            [this, request, response](const rpc::Principal&) { return refresh(*request, *response); });
}

grpc::ServerUnaryReactor* SessionService::Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest* request,
                                                 v1::LogoutResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string session,
                                 parts_.sessions.endByToken(hashOf(request->refresh_token()), parts_.clock.now()));
    if (!session.empty()) parts_.tokens.revokeSession(session);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::WhoAmI(grpc::CallbackServerContext* context, const v1::WhoAmIRequest* request,
                                                 v1::WhoAmIResponse* response) {
  return parts_.guard.unary(context, request, [this, response](const rpc::Principal& who) -> absl::Status {
    if (who.isService()) {
      response->mutable_user()->set_name(who.name);
      return absl::OkStatus();
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser stored, parts_.users.get(who.name));
    *response->mutable_user() = stored.user;
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::ChangePassword(grpc::CallbackServerContext* context,
                                                         const v1::ChangePasswordRequest* request,
                                                         v1::ChangePasswordResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return changePassword(who, *request, *response);
  });
}

}  // namespace cameramonit::access
