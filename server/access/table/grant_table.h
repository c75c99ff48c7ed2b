#pragma once

#include <functional>
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

struct GrantPage {
  std::vector<v1::Grant> grants;
  std::string nextPageToken;
};

/// Which grants are meant; empty fields mean all.
struct GrantFilter {
  std::string subject;
  std::string resource;  ///< a project means its channels too
  /// Which of them the asker may see; empty: all.
  std::function<bool(const v1::Grant&)> visible;
};

/// Who may see what. What is stored is exactly `access.v1.Grant`. Every change takes a revision of kAccessCounter.
/// Thread-safe. Errors of all: what sql::Database gives.
class GrantTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit GrantTable(sql::Database& database) : database_(database) {}

  /// A repeated `key` gives the first result.
  /// Errors: USER_UNKNOWN, GROUP_UNKNOWN, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Grant> create(const v1::Grant& grant, const sql::RequestKey& key, absl::Time now);

  /// Errors: GRANT_UNKNOWN.
  absl::StatusOr<v1::Grant> get(const std::string& name);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<GrantPage> list(const GrantFilter& filter, int pageSize, const std::string& pageToken);

  /// All of a subject, by name.
  absl::StatusOr<std::vector<v1::Grant>> ofSubject(const std::string& subject);

  /// Replaces everything but subject, resource, granted_by and create_time.
  /// Errors: GRANT_UNKNOWN, ETAG_MISMATCH.
  absl::StatusOr<v1::Grant> update(const v1::Grant& grant, const sql::RequestKey& key, absl::Time now);

  /// An empty etag fits all.
  /// Errors: GRANT_UNKNOWN, ETAG_MISMATCH.
  absl::Status remove(const std::string& name, const std::string& etag);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::access
