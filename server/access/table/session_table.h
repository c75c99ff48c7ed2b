#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// One login of a user, from one place.
struct StoredSession {
  std::string id;    ///< UUIDv7
  std::string user;  ///< users/{id}
  std::string address;
  std::string agent;
  absl::Time created;
  absl::Time used;
  absl::Time expires;
  std::optional<absl::Time> ended;
};

/// A refresh token as kept: by its hash (64 hex digits at most), never itself.
struct StoredToken {
  std::string hash;
  absl::Time expires;
};

/// Sessions and their families of refresh tokens. Thread-safe. Errors of all: what sql::Database gives.
class SessionTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit SessionTable(sql::Database& database) : database_(database) {}

  /// Begins `session` with its first token; also forgets sessions that expired more than 30 days ago.
  /// Errors: USER_UNKNOWN.
  absl::Status begin(const StoredSession& session, const StoredToken& token);

  /// Exchanges a token for `next`; the session lives on until `next` expires. A token used before ends the session.
  /// Errors: TOKEN_INVALID (unknown, or its session has ended), TOKEN_EXPIRED, REFRESH_TOKEN_REUSED.
  absl::StatusOr<StoredSession> rotate(const std::string& tokenHash, const StoredToken& next, absl::Time now);

  /// Whether the session exists, has not ended and has not expired.
  absl::StatusOr<bool> alive(const std::string& id, absl::Time now);

  /// Of a user, those alive, newest first.
  absl::StatusOr<std::vector<StoredSession>> ofUser(const std::string& user, absl::Time now);

  /// Ends a session. Idempotent.
  absl::Status end(const std::string& id, absl::Time now);

  /// Ends the session of a token, if it is known; gives the session's id, empty when unknown. Idempotent.
  absl::StatusOr<std::string> endByToken(const std::string& tokenHash, absl::Time now);

  /// Ends all sessions of a user but `exceptId` (which may be empty); gives the ids of those ended.
  absl::StatusOr<std::vector<std::string>> endOthers(const std::string& user, const std::string& exceptId,
                                                     absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
