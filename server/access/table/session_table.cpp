#include "server/access/table/session_table.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "common/base/status.h"
#include "server/access/table/access_counter.h"
#include "storage/sql/database.h"
#include "storage/sql/error.h"
#include "storage/sql/revision_counter.h"

namespace cameramonit::access {
namespace {

using sql::Session;
using sql::Statement;

/// So long a stolen token is still recognised as used.
constexpr absl::Duration kKeepExpired = absl::Hours(24 * 30);

#define SESSION_COLUMNS "session_id, user_id, address, agent, create_us, use_us, expire_us, end_us"

constexpr char kInsertSession[] =
    "insert into session (" SESSION_COLUMNS
    ") values (:session_id, :user_id, :address, :agent, :create_us, :create_us, :expire_us, null)";
constexpr char kInsertToken[] =
    "insert into refresh_token (token_hash, session_id, expire_us, use_us) "
    "values (:token_hash, :session_id, :expire_us, null)";
constexpr char kForget[] = "delete from session where expire_us < :before_us";
constexpr char kSelectToken[] =
    "select session_id, expire_us, use_us from refresh_token where token_hash = :token_hash";
// Only one of two who use a token at once changes the row.
constexpr char kUseToken[] =
    "update refresh_token set use_us = :now_us where token_hash = :token_hash and use_us is null";
constexpr char kSelectSession[] = "select " SESSION_COLUMNS " from session where session_id = :session_id";
constexpr char kProlong[] =
    "update session set use_us = :now_us, expire_us = :expire_us where session_id = :session_id";
constexpr char kEnd[] = "update session set end_us = :now_us where session_id = :session_id and end_us is null";
constexpr char kAlive[] =
    "select count(*) from session where session_id = :session_id and end_us is null and expire_us > :now_us";
constexpr char kSelectOfUser[] = "select " SESSION_COLUMNS
                                 " from session where user_id = :user_id and end_us is null and expire_us > :now_us "
                                 "order by create_us desc, session_id desc";

#undef SESSION_COLUMNS

std::string userIdOf(const std::string& name) {
  return std::string(absl::StripPrefix(name, "users/"));
}

struct Row {
  StoredSession session;
  std::string userId;

  void bindTo(Statement& select) {
    select.into(session.id, userId, session.address, session.agent, session.created, session.used, session.expires,
                session.ended);
  }

  StoredSession stored() const {
    StoredSession out = session;
    out.user = absl::StrCat("users/", userId);
    return out;
  }
};

struct Token {
  std::string sessionId;
  absl::Time expires;
  std::optional<absl::Time> used;
};

absl::StatusOr<std::optional<Token>> findToken(Session& session, const std::string& hash) {
  Token token;
  Statement select = session.prepare(kSelectToken);
  select.bind("token_hash", hash).into(token.sessionId, token.expires, token.used);
  if (select.fetch()) return token;
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::nullopt;
}

absl::StatusOr<std::optional<StoredSession>> findSession(Session& session, const std::string& id) {
  Row row;
  Statement select = session.prepare(kSelectSession);
  select.bind("session_id", id);
  row.bindTo(select);
  if (select.fetch()) return row.stored();
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return std::nullopt;
}

absl::Status insertToken(Session& session, const std::string& sessionId, const StoredToken& token) {
  return session.prepare(kInsertToken)
      .bind("token_hash", token.hash)
      .bind("session_id", sessionId)
      .bind("expire_us", token.expires)
      .run();
}

/// What is open with it must end: that is a change of access.
absl::Status endSession(Session& session, const std::string& id, absl::Time now) {
  CAMERAMONIT_RETURN_IF_ERROR(sql::takeRevisions(session, kAccessCounter, 1).status());
  return session.prepare(kEnd).bind("session_id", id).bind("now_us", now).run();
}

absl::StatusOr<std::vector<StoredSession>> sessionsOf(Session& session, const std::string& user, absl::Time now) {
  std::vector<StoredSession> sessions;
  Row row;
  Statement select = session.prepare(kSelectOfUser);
  select.bind("user_id", userIdOf(user)).bind("now_us", now);
  row.bindTo(select);
  while (select.fetch()) sessions.push_back(row.stored());
  CAMERAMONIT_RETURN_IF_ERROR(select.status());
  return sessions;
}

absl::Status invalid() {
  return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_INVALID, "The session is over; log in again.");
}

}  // namespace

absl::Status SessionTable::begin(const StoredSession& stored, const StoredToken& token) {
  return database_.write([&](Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kForget).bind("before_us", stored.created - kKeepExpired).run());
    const absl::Status inserted = session.prepare(kInsertSession)
                                      .bind("session_id", stored.id)
                                      .bind("user_id", userIdOf(stored.user))
                                      .bind("address", stored.address)
                                      .bind("agent", stored.agent)
                                      .bind("create_us", stored.created)
                                      .bind("expire_us", token.expires)
                                      .run();
    if (absl::IsFailedPrecondition(inserted)) {
      return base::notFound(type::v1::ERROR_REASON_USER_UNKNOWN, "There is no such user.", {{"user", stored.user}});
    }
    CAMERAMONIT_RETURN_IF_ERROR(inserted);
    return insertToken(session, stored.id, token);
  });
}

absl::StatusOr<StoredSession> SessionTable::rotate(const std::string& tokenHash, const StoredToken& next,
                                                   absl::Time now) {
  // A reuse must end the session, so it commits, and only then is told.
  bool reused = false;
  absl::StatusOr<StoredSession> rotated = database_.write([&](Session& session) -> absl::StatusOr<StoredSession> {
    reused = false;
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::optional<Token> token, findToken(session, tokenHash));
    if (!token.has_value()) return invalid();
    CAMERAMONIT_ASSIGN_OR_RETURN(std::optional<StoredSession> owner, findSession(session, token->sessionId));
    if (!owner.has_value()) return invalid();
    Statement use = session.prepare(kUseToken);
    if (!token->used.has_value()) {
      if (owner->ended.has_value()) return invalid();
      if (token->expires <= now) {
        return base::unauthenticated(type::v1::ERROR_REASON_TOKEN_EXPIRED, "The session has expired; log in again.");
      }
      CAMERAMONIT_RETURN_IF_ERROR(use.bind("token_hash", tokenHash).bind("now_us", now).run());
    }
    if (token->used.has_value() || use.affectedRows() == 0) {
      reused = true;
      CAMERAMONIT_RETURN_IF_ERROR(endSession(session, token->sessionId, now));
      return *std::move(owner);
    }
    CAMERAMONIT_RETURN_IF_ERROR(insertToken(session, token->sessionId, next));
    CAMERAMONIT_RETURN_IF_ERROR(session.prepare(kProlong)
                                    .bind("session_id", token->sessionId)
                                    .bind("now_us", now)
                                    .bind("expire_us", next.expires)
                                    .run());
    owner->used = now;
    owner->expires = next.expires;
    return *std::move(owner);
  });
  if (rotated.ok() && reused) {
    return base::unauthenticated(type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED,
                                 "This login was used twice, so it was ended; log in again.",
                                 {{"session", rotated->id}, {"user", rotated->user}});
  }
  return rotated;
}

absl::StatusOr<bool> SessionTable::alive(const std::string& id, absl::Time now) {
  return database_.read([&](Session& session) -> absl::StatusOr<bool> {
    int count = 0;
    Statement select = session.prepare(kAlive);
    select.bind("session_id", id).bind("now_us", now).into(count);
    select.fetch();
    CAMERAMONIT_RETURN_IF_ERROR(select.status());
    return count == 1;
  });
}

absl::StatusOr<std::vector<StoredSession>> SessionTable::ofUser(const std::string& user, absl::Time now) {
  return database_.read([&](Session& session) { return sessionsOf(session, user, now); });
}

absl::Status SessionTable::end(const std::string& id, absl::Time now) {
  return database_.write([&](Session& session) { return endSession(session, id, now); });
}

absl::StatusOr<std::string> SessionTable::endByToken(const std::string& tokenHash, absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<std::string> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const std::optional<Token> token, findToken(session, tokenHash));
    if (!token.has_value()) return "";
    CAMERAMONIT_RETURN_IF_ERROR(endSession(session, token->sessionId, now));
    return token->sessionId;
  });
}

absl::StatusOr<std::vector<std::string>> SessionTable::endOthers(const std::string& user, const std::string& exceptId,
                                                                 absl::Time now) {
  return database_.write([&](Session& session) -> absl::StatusOr<std::vector<std::string>> {
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto sessions, sessionsOf(session, user, now));
    std::vector<std::string> ended;
    for (const StoredSession& other : sessions) {
      if (other.id == exceptId) continue;
      CAMERAMONIT_RETURN_IF_ERROR(endSession(session, other.id, now));
      ended.push_back(other.id);
    }
    return ended;
  });
}

}  // namespace cameramonit::access
