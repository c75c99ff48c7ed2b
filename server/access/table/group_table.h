#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/access/v1/grant.pb.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::access {

struct GroupPage {
  std::vector<v1::Group> groups;
  std::string nextPageToken;
};

struct MemberPage {
  std::vector<std::string> users;  ///< users/{id}
  std::string nextPageToken;
};

/// Groups and who is in them. Every change takes a revision of kAccessCounter. Thread-safe. Errors of all: what
/// sql::Database gives.
class GroupTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit GroupTable(sql::Database& database) : database_(database) {}

  /// A repeated `key` gives the first result.
  /// Errors: NAME_TAKEN, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Group> create(const v1::Group& group, const sql::RequestKey& key, absl::Time now);

  /// Errors: GROUP_UNKNOWN.
  absl::StatusOr<v1::Group> get(const std::string& name);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<GroupPage> list(int pageSize, const std::string& pageToken);

  /// Replaces the display name.
  /// Errors: GROUP_UNKNOWN, ETAG_MISMATCH.
  absl::StatusOr<v1::Group> update(const v1::Group& group, const sql::RequestKey& key, absl::Time now);

  /// With memberships and grants. An empty etag fits all.
  /// Errors: GROUP_UNKNOWN, ETAG_MISMATCH.
  absl::Status remove(const std::string& name, const std::string& etag);

  /// Idempotent.
  /// Errors: GROUP_UNKNOWN, USER_UNKNOWN.
  absl::Status addMember(const std::string& group, const std::string& user);
  /// Idempotent.
  absl::Status removeMember(const std::string& group, const std::string& user);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<MemberPage> members(const std::string& group, int pageSize, const std::string& pageToken);

  /// groups/{id} of all groups that a user is in.
  absl::StatusOr<std::vector<std::string>> groupsOf(const std::string& user);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
