#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/access/v1/session.pb.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// A user with what only this room may know.
struct StoredUser {
  v1::User user;             ///< its times and etag are set by the table
  std::string passwordHash;  ///< argon2id, text form; empty: no password opens it
  std::string linkHash;      ///< of the link's token; empty: none
};

struct UserPage {
  std::vector<v1::User> users;
  std::string nextPageToken;
};

/// Who may log in. Every change takes a revision of kAccessCounter. Thread-safe. Errors of all: what sql::Database
/// gives.
class UserTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit UserTable(sql::Database& database) : database_(database) {}

  /// A repeated `key` gives the first result.
  /// Errors: NAME_TAKEN, REQUEST_ID_REUSED.
  absl::StatusOr<v1::User> create(const StoredUser& user, const sql::RequestKey& key, absl::Time now);
  absl::StatusOr<v1::User> create(const StoredUser& user, absl::Time now) { return create(user, {}, now); }

  /// `name` is users/{id}.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<StoredUser> get(const std::string& name);

  /// The user of a link.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<StoredUser> byLink(const std::string& linkHash);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<UserPage> list(int pageSize, const std::string& pageToken);

  /// How many there are: 0 at the first start.
  absl::StatusOr<int> count();

  /// Also removes the second factor when `expired`: then somebody else chose the password.
  /// Errors: USER_UNKNOWN.
  absl::Status setPassword(const std::string& name, const std::string& passwordHash, bool expired, absl::Time now);

  /// Replaces display name, roles, disabled and expire_time. A repeated `key` gives the first result.
  /// Errors: USER_UNKNOWN, ETAG_MISMATCH, LAST_ADMINISTRATOR, REQUEST_ID_REUSED.
  absl::StatusOr<v1::User> update(const StoredUser& user, const sql::RequestKey& key, absl::Time now);
  absl::StatusOr<v1::User> update(const StoredUser& user, absl::Time now) { return update(user, {}, now); }

  /// Writes down the first use of a link and the end that follows from it; a later use changes nothing.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<v1::User> useLink(const std::string& name, absl::Time now);

  /// With sessions, memberships and grants. An empty etag fits all.
  /// Errors: USER_UNKNOWN, ETAG_MISMATCH, LAST_ADMINISTRATOR.
  absl::Status remove(const std::string& name, const std::string& etag);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
