#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "cameramonit/access/v1/session.pb.h"
#include "common/base/clock.h"
#include "common/rpc/token.h"
#include "server/access/table/session_table.h"
#include "server/access/table/user_table.h"

namespace cameramonit::access {

/// Begins sessions, hands out their tokens and ends them. Thread-safe.
class SessionKeeper {
 public:
  /// Borrows everything.
  SessionKeeper(SessionTable& sessions, rpc::TokenAuthority& tokens, const base::Clock& clock)
      : sessions_(sessions), tokens_(tokens), clock_(clock) {}

  /// A new session of `user` with its first tokens. It ends with the account.
  absl::StatusOr<v1::Tokens> begin(const v1::User& user, const std::string& address, const std::string& agent);

  /// Trades a refresh token; a reused one ends its session. `user` is filled with whose it is, if that is known.
  /// Errors: TOKEN_INVALID, TOKEN_EXPIRED, REFRESH_TOKEN_REUSED, ACCOUNT_EXPIRED.
  absl::StatusOr<v1::Tokens> refresh(const std::string& refreshToken, UserTable& users, v1::User& user);

  /// Ends the session of a refresh token; its id, empty when there is none.
  absl::StatusOr<std::string> end(const std::string& refreshToken);
  absl::Status endOne(const std::string& id);
  /// Ends all sessions of a user but `except`, which may be empty; how many.
  absl::StatusOr<int> endOthers(const std::string& user, const std::string& except);

 private:
  v1::Tokens tokensFor(const v1::User& user, const std::string& session, const std::string& refreshToken,
                       absl::Time refreshExpires) const;
  /// When a session that goes on now must end.
  absl::Time lifeOf(const v1::User& user) const;

  SessionTable& sessions_;
  rpc::TokenAuthority& tokens_;
  const base::Clock& clock_;
};

/// Whether the account may be used at `now`.
/// Errors: CREDENTIALS_WRONG (disabled), ACCOUNT_EXPIRED. Reentrant.
absl::Status checkUsable(const v1::User& user, absl::Time now);

}  // namespace cameramonit::access
