#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/access/v1/session.pb.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

/// A user with what only this room may know.
struct StoredUser {
  v1::User user;             ///< create_time is set by the table
  std::string passwordHash;  ///< argon2id, text form
  bool disabled = false;
};

struct UserPage {
  std::vector<v1::User> users;
  std::string nextPageToken;
};

/// Who may log in. Thread-safe. Errors of all: what sql::Database gives.
class UserTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit UserTable(sql::Database& database) : database_(database) {}

  /// Errors: FIELD_INVALID (the name is taken).
  absl::StatusOr<v1::User> create(const StoredUser& user, absl::Time now);

  /// `name` is users/{id}.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<StoredUser> get(const std::string& name);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<UserPage> list(int pageSize, const std::string& pageToken);

  /// How many there are: 0 at the first start.
  absl::StatusOr<int> count();

  /// Errors: USER_UNKNOWN.
  absl::Status setPassword(const std::string& name, const std::string& passwordHash, bool expired, absl::Time now);

  /// Replaces display name, roles and disabled.
  /// Errors: USER_UNKNOWN.
  absl::StatusOr<v1::User> update(const StoredUser& user, absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
