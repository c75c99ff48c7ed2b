#include "server/access/session_keeper.h"

#include <algorithm>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/access/access_key.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::access {
namespace {

constexpr absl::Duration kAccessLife = absl::Minutes(15);
constexpr absl::Duration kRefreshLife = absl::Hours(24 * 30);
constexpr std::size_t kLongestAgent = 200;

}  // namespace

absl::Status checkUsable(const v1::User& user, absl::Time now) {
  if (user.disabled()) {
    return base::unauthenticated(type::v1::ERROR_REASON_CREDENTIALS_WRONG, "The name or the password is wrong.");
  }
  if (now >= sql::timeOf(user.has_expire_time(), user.expire_time())) {
    return base::unauthenticated(type::v1::ERROR_REASON_ACCOUNT_EXPIRED, "This account has ended.");
  }
  return absl::OkStatus();
}

absl::Time SessionKeeper::lifeOf(const v1::User& user) const {
  return std::min(clock_.now() + kRefreshLife, sql::timeOf(user.has_expire_time(), user.expire_time()));
}

v1::Tokens SessionKeeper::tokensFor(const v1::User& user, const std::string& session, const std::string& refreshToken,
                                    absl::Time refreshExpires) const {
  rpc::Principal who;
  who.kind = rpc::Principal::Kind::kUser;
  who.name = user.name();
  for (const int role : user.roles()) who.roles.push_back(static_cast<type::v1::Role>(role));
  who.session = session;
  who.passwordExpired = user.password_expired();
  const absl::Time accessExpires = std::min(clock_.now() + kAccessLife, refreshExpires);
  v1::Tokens tokens;
  tokens.set_access_token(tokens_.issue(who, accessExpires));
  tokens.mutable_access_expire_time()->set_seconds(absl::ToUnixSeconds(accessExpires));
  tokens.set_refresh_token(refreshToken);
  tokens.mutable_refresh_expire_time()->set_seconds(absl::ToUnixSeconds(refreshExpires));
  return tokens;
}

absl::StatusOr<v1::Tokens> SessionKeeper::begin(const v1::User& user, const std::string& address,
                                                const std::string& agent) {
  const absl::Time now = clock_.now();
  const std::string refreshToken = randomToken();
  StoredSession session;
  session.id = base::newUuid(now);
  session.user = user.name();
  session.address = address;
  session.agent = agent.substr(0, kLongestAgent);
  session.created = session.used = now;
  session.expires = lifeOf(user);
  CAMERAMONIT_RETURN_IF_ERROR(sessions_.begin(session, {tokenHash(refreshToken), session.expires}));
  return tokensFor(user, session.id, refreshToken, session.expires);
}

absl::StatusOr<v1::Tokens> SessionKeeper::refresh(const std::string& refreshToken, UserTable& users, v1::User& user) {
  const absl::Time now = clock_.now();
  const std::string next = randomToken();
  auto session = sessions_.rotate(tokenHash(refreshToken), {tokenHash(next), now + kRefreshLife}, now);
  if (!session.ok()) {
    const auto facts = base::errorDetails(session.status()).facts;
    if (const auto id = facts.find("session"); id != facts.end()) tokens_.revokeSession(id->second);
    return session.status();
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const StoredUser stored, users.get(session->user));
  CAMERAMONIT_RETURN_IF_ERROR(checkUsable(stored.user, now));
  user = stored.user;
  return tokensFor(stored.user, session->id, next, lifeOf(stored.user));
}

absl::StatusOr<std::string> SessionKeeper::end(const std::string& refreshToken) {
  CAMERAMONIT_ASSIGN_OR_RETURN(std::string session, sessions_.endByToken(tokenHash(refreshToken), clock_.now()));
  if (!session.empty()) tokens_.revokeSession(session);
  return session;
}

absl::Status SessionKeeper::endOne(const std::string& id) {
  tokens_.revokeSession(id);
  return sessions_.end(id, clock_.now());
}

absl::StatusOr<int> SessionKeeper::endOthers(const std::string& user, const std::string& except) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto ended, sessions_.endOthers(user, except, clock_.now()));
  for (const std::string& session : ended) tokens_.revokeSession(session);
  return static_cast<int>(ended.size());
}

}  // namespace cameramonit::access
