#include "server/access/session_service.h"

#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/password.h"
#include "server/access/totp.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr char kUserPrefix[] = "users/";
constexpr char kSessions[] = "/sessions/";
constexpr std::size_t kMostKnownWrong = 20'000;
constexpr std::size_t kLongestId = 63;

absl::Status credentialsWrong() {
  return base::unauthenticated(type::v1::ERROR_REASON_CREDENTIALS_WRONG, "The name or the password is wrong.");
}

absl::Status linkExpired() {
  return base::unauthenticated(type::v1::ERROR_REASON_LINK_EXPIRED, "This link is not valid any more.");
}

v1::Session sessionOf(const StoredSession& stored, const std::string& current) {
  v1::Session session;
  session.set_name(absl::StrCat(stored.user, kSessions, stored.id));
  session.set_address(stored.address);
  session.set_agent(stored.agent);
  *session.mutable_create_time() = sql::timestampOf(stored.created);
  *session.mutable_last_use_time() = sql::timestampOf(stored.used);
  *session.mutable_expire_time() = sql::timestampOf(stored.expires);
  session.set_current(stored.id == current);
  return session;
}

}  // namespace

SessionService::SessionService(Parts parts)
    : parts_(std::move(parts)),
      throttle_(parts_.clock),
      keeper_(parts_.sessions, parts_.tokens, parts_.clock),
      factor_(parts_.factors, parts_.key, parts_.clock) {}

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

bool SessionService::isKnownWrong(const std::string& digest) {
  absl::MutexLock lock(&mutex_);
  return wrong_.contains(digest);
}

void SessionService::rememberWrong(const std::string& digest) {
  absl::MutexLock lock(&mutex_);
  if (wrong_.size() >= kMostKnownWrong) wrong_.clear();
  wrong_.insert(digest);
}

void SessionService::checkPassword(const LoginAttempt& attempt, const std::string& password,
                                   std::function<absl::Status(StoredUser&)> whenRight, const Answer& answer) {
  if (const absl::Status admitted = throttle_.admit(attempt); !admitted.ok()) {
    answer(admitted);
    return;
  }
  auto stored = parts_.users.get(absl::StrCat(kUserPrefix, attempt.user));
  if (!stored.ok() && base::errorReason(stored.status()) != type::v1::ERROR_REASON_USER_UNKNOWN) {
    answer(stored.status());
    return;
  }
  StoredUser user = stored.ok() ? *std::move(stored) : StoredUser();
  const std::string digest =
      parts_.key.digest(absl::StrCat("wrong\n", attempt.user, "\n", user.passwordHash, "\n", password));
  if (isKnownWrong(digest)) {
    answer(credentialsWrong());
    return;
  }
  auto work = [this, attempt, digest, answer, user = std::move(user), whenRight = std::move(whenRight),
               secret = base::Secret<std::string>(password)]() mutable {
    const bool usable = !user.user.name().empty() && !user.user.disabled();
    if (!verifyPassword(usable ? user.passwordHash : "", secret)) {
      throttle_.failed(attempt);
      rememberWrong(digest);
      parts_.log.warn("login.refused", {{"address", attempt.address}});
      answer(credentialsWrong());
      return;
    }
    answer(whenRight(user));
  };
  const absl::Status queued = passwords_.post(attempt.user, !attempt.device.empty(), std::move(work));
  if (!queued.ok()) answer(queued);
}

absl::Status SessionService::logIn(const LoginAttempt& attempt, const v1::LoginRequest& request, StoredUser& stored,
                                   v1::LoginResponse& response) {
  CAMERAMONIT_RETURN_IF_ERROR(checkUsable(stored.user, parts_.clock.now()));
  const absl::Status code = factor_.check(stored.user.name(), request.code());
  if (base::errorReason(code) == type::v1::ERROR_REASON_CODE_WRONG) throttle_.failed(attempt);
  CAMERAMONIT_RETURN_IF_ERROR(code);
  throttle_.succeeded(attempt);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_tokens(),
                               keeper_.begin(stored.user, attempt.address, request.agent()));
  *response.mutable_user() = stored.user;
  response.set_device_token(attempt.device.empty() ? parts_.key.newDeviceToken(attempt.user) : request.device_token());
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SessionService::Login(grpc::CallbackServerContext* context, const v1::LoginRequest* request,
                                                v1::LoginResponse* response) {
  return parts_.guard.unaryLater(
      context, request,
      [this, request, response](const rpc::Principal& who, const std::shared_ptr<rpc::CallFacts>& facts,
                                const Answer& answer) {
        LoginAttempt attempt;
        attempt.user = absl::AsciiStrToLower(absl::StripPrefix(request->user(), kUserPrefix)).substr(0, kLongestId);
        attempt.address = who.address;
        attempt.device = parts_.key.deviceOf(request->device_token(), attempt.user);
        checkPassword(
            attempt, request->password(),
            [this, attempt, request, response, facts](StoredUser& stored) {
              // Only now: people type passwords into the field of the name.
              (*facts)["user"] = stored.user.name();
              return logIn(attempt, *request, stored, *response);
            },
            answer);
      });
}

absl::Status SessionService::redeem(const v1::RedeemLinkRequest& request, const std::string& address,
                                    rpc::CallFacts& facts, v1::RedeemLinkResponse& response) {
  const LoginAttempt attempt{"a link", address, ""};
  CAMERAMONIT_RETURN_IF_ERROR(throttle_.admit(attempt));
  const absl::Time now = parts_.clock.now();
  auto stored = parts_.users.byLink(tokenHash(request.token()));
  if (base::errorReason(stored.status()) == type::v1::ERROR_REASON_USER_UNKNOWN) {
    throttle_.failed(attempt);
    return linkExpired();
  }
  CAMERAMONIT_RETURN_IF_ERROR(stored.status());
  facts["user"] = stored->user.name();
  const v1::AccessLink& link = stored->user.link();
  const bool late =
      !link.has_first_use_time() && link.has_expire_time() && now >= sql::timeOf(true, link.expire_time());
  if (late || !checkUsable(stored->user, now).ok()) return linkExpired();
  CAMERAMONIT_ASSIGN_OR_RETURN(const v1::User user, parts_.users.useLink(stored->user.name(), now));
  if (!checkUsable(user, now).ok()) return linkExpired();
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_tokens(), keeper_.begin(user, address, request.agent()));
  *response.mutable_user() = user;
  parts_.changed();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SessionService::RedeemLink(grpc::CallbackServerContext* context,
                                                     const v1::RedeemLinkRequest* request,
                                                     v1::RedeemLinkResponse* response) {
  return parts_.guard.unaryWithFacts(context, request,
                                     [this, request, response](const rpc::Principal& who, rpc::CallFacts& facts) {
                                       return redeem(*request, who.address, facts, *response);
                                     });
}

grpc::ServerUnaryReactor* SessionService::Refresh(grpc::CallbackServerContext* context,
                                                  const v1::RefreshRequest* request, v1::RefreshResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal&) -> absl::Status {
    auto tokens = keeper_.refresh(request->refresh_token(), parts_.users, *response->mutable_user());
    if (base::errorReason(tokens.status()) == type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED) {
      parts_.log.warn("session.token_reused", {{"status", std::string(tokens.status().message())}});
      parts_.changed();
    }
    CAMERAMONIT_RETURN_IF_ERROR(tokens.status());
    *response->mutable_tokens() = *std::move(tokens);
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::Logout(grpc::CallbackServerContext* context, const v1::LogoutRequest* request,
                                                 v1::LogoutResponse*) {
  return parts_.guard.unary(context, request, [this, request](const rpc::Principal&) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(keeper_.end(request->refresh_token()).status());
    parts_.changed();
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::WhoAmI(grpc::CallbackServerContext* context, const v1::WhoAmIRequest* request,
                                                 v1::WhoAmIResponse* response) {
  return parts_.guard.unary(context, request, [this, response](const rpc::Principal& who) -> absl::Status {
    auto stored = who.isService() ? absl::StatusOr<StoredUser>(StoredUser()) : parts_.users.get(who.name);
    if (stored.ok()) *response->mutable_user() = stored->user;
    // Services and the operator of the machine are in no table.
    if (response->user().name().empty()) {
      response->mutable_user()->set_name(who.name);
      for (const type::v1::Role role : who.roles) response->mutable_user()->add_roles(role);
    }
    return base::errorReason(stored.status()) == type::v1::ERROR_REASON_USER_UNKNOWN ? absl::OkStatus()
                                                                                     : stored.status();
  });
}

absl::Status SessionService::setPassword(const rpc::Principal& who, const v1::ChangePasswordRequest& request,
                                         StoredUser& stored, v1::ChangePasswordResponse& response) {
  const base::Secret<std::string> fresh(request.new_password());
  CAMERAMONIT_RETURN_IF_ERROR(checkPasswordStrength(fresh, std::string(absl::StripPrefix(who.name, kUserPrefix))));
  if (request.new_password() == request.old_password()) {
    return base::invalidArgument(type::v1::ERROR_REASON_PASSWORD_WEAK, "The new password must differ from the old.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string hash, hashPassword(fresh));
  CAMERAMONIT_RETURN_IF_ERROR(parts_.users.setPassword(who.name, hash, false, parts_.clock.now()));
  // Whoever knew the old password loses every session; this caller gets a new one.
  CAMERAMONIT_RETURN_IF_ERROR(keeper_.endOthers(who.name, "").status());
  stored.user.set_password_expired(false);
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_tokens(), keeper_.begin(stored.user, who.address, ""));
  parts_.changed();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SessionService::ChangePassword(grpc::CallbackServerContext* context,
                                                         const v1::ChangePasswordRequest* request,
                                                         v1::ChangePasswordResponse* response) {
  return parts_.guard.unaryLater(
      context, request,
      [this, request, response](const rpc::Principal& who, const std::shared_ptr<rpc::CallFacts>&,
                                const Answer& answer) {
        // Whoever is logged in may not guess the password faster than who is not.
        checkPassword(
            {std::string(absl::StripPrefix(who.name, kUserPrefix)), who.address, who.session}, request->old_password(),
            [this, who, request, response](StoredUser& stored) {
              return setPassword(who, *request, stored, *response);
            },
            answer);
      });
}

absl::StatusOr<std::string> SessionService::ownerFor(const rpc::Principal& who, const std::string& parent) const {
  if (parent.empty() || parent == who.name) return who.name;
  CAMERAMONIT_RETURN_IF_ERROR(parts_.mayManage(who, parent));
  return parent;
}

grpc::ServerUnaryReactor* SessionService::ListSessions(grpc::CallbackServerContext* context,
                                                       const v1::ListSessionsRequest* request,
                                                       v1::ListSessionsResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::string owner, ownerFor(who, request->parent()));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto sessions, parts_.sessions.ofUser(owner, parts_.clock.now()));
    for (const StoredSession& session : sessions) *response->add_sessions() = sessionOf(session, who.session);
    return absl::OkStatus();
  });
}

absl::Status SessionService::revoke(const rpc::Principal& who, const std::string& name,
                                    v1::RevokeSessionResponse& response) {
  const std::size_t at = name.find(kSessions);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::string owner, ownerFor(who, name.substr(0, at)));
  if (at == std::string::npos) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const int ended, keeper_.endOthers(owner, who.session));
    response.set_ended(ended);
  } else {
    const std::string id = name.substr(at + sizeof kSessions - 1);
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto sessions, parts_.sessions.ofUser(owner, parts_.clock.now()));
    for (const StoredSession& session : sessions) {
      if (session.id != id) continue;
      CAMERAMONIT_RETURN_IF_ERROR(keeper_.endOne(id));
      response.set_ended(1);
    }
  }
  parts_.changed();
  return absl::OkStatus();
}

grpc::ServerUnaryReactor* SessionService::RevokeSession(grpc::CallbackServerContext* context,
                                                        const v1::RevokeSessionRequest* request,
                                                        v1::RevokeSessionResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) {
    return revoke(who, request->name(), *response);
  });
}

grpc::ServerUnaryReactor* SessionService::BeginSecondFactor(grpc::CallbackServerContext* context,
                                                            const v1::BeginSecondFactorRequest* request,
                                                            v1::BeginSecondFactorResponse* response) {
  return parts_.guard.unaryLater(
      context, request,
      [this, request, response](const rpc::Principal& who, const std::shared_ptr<rpc::CallFacts>&,
                                const Answer& answer) {
        const std::string id(absl::StripPrefix(who.name, kUserPrefix));
        checkPassword(
            {id, who.address, who.session}, request->password(),
            [this, who, id, response](StoredUser&) -> absl::Status {
              CAMERAMONIT_ASSIGN_OR_RETURN(const auto secret, factor_.begin(who.name));
              response->set_secret(base32(secret.reveal()));
              response->set_uri(totpUri(secret, id));
              return absl::OkStatus();
            },
            answer);
      });
}

grpc::ServerUnaryReactor* SessionService::ConfirmSecondFactor(grpc::CallbackServerContext* context,
                                                              const v1::ConfirmSecondFactorRequest* request,
                                                              v1::ConfirmSecondFactorResponse* response) {
  return parts_.guard.unary(context, request, [this, request, response](const rpc::Principal& who) -> absl::Status {
    const LoginAttempt attempt{std::string(absl::StripPrefix(who.name, kUserPrefix)), who.address, who.session};
    CAMERAMONIT_RETURN_IF_ERROR(throttle_.admit(attempt));
    auto codes = factor_.confirm(who.name, request->code());
    if (!codes.ok()) throttle_.failed(attempt);
    CAMERAMONIT_RETURN_IF_ERROR(codes.status());
    for (std::string& code : *codes) response->add_recovery_codes(std::move(code));
    return absl::OkStatus();
  });
}

grpc::ServerUnaryReactor* SessionService::RemoveSecondFactor(grpc::CallbackServerContext* context,
                                                             const v1::RemoveSecondFactorRequest* request,
                                                             v1::RemoveSecondFactorResponse*) {
  return parts_.guard.unaryLater(
      context, request,
      [this, request](const rpc::Principal& who, const std::shared_ptr<rpc::CallFacts>&, const Answer& answer) {
        checkPassword(
            {std::string(absl::StripPrefix(who.name, kUserPrefix)), who.address, who.session}, request->password(),
            [this, who](StoredUser&) { return factor_.remove(who.name); }, answer);
      });
}

}  // namespace cameramonit::access
