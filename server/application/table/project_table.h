#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/application/v1/project.pb.h"
#include "server/application/table/name_filter.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::application {

struct ProjectPage {
  std::vector<v1::Project> projects;
  std::string nextPageToken;
};

/// The projects of the installation. What is stored is exactly `application.v1.Project`. Thread-safe.
/// Errors of all: what sql::Database gives.
class ProjectTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit ProjectTable(sql::Database& database) : database_(database) {}

  /// Adds `project` under its name; times and etag are set here. A retry with the same key gives the first result.
  /// Errors: FIELD_INVALID (the name is taken), REQUEST_ID_REUSED.
  absl::StatusOr<v1::Project> create(const v1::Project& project, const sql::RequestKey& key, absl::Time now);

  /// Errors: PROJECT_UNKNOWN.
  absl::StatusOr<v1::Project> get(const std::string& name);

  /// By name, those that `visible` shows.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<ProjectPage> list(const NameFilter& visible, int pageSize, const std::string& pageToken);

  /// Replaces everything but name and times. The etag, when set, must be the stored one. A retry with the same key
  /// gives the first result.
  /// Errors: PROJECT_UNKNOWN, ETAG_MISMATCH, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Project> update(const v1::Project& project, const sql::RequestKey& key, absl::Time now);

  /// Removes a project with its integrations. The etag, when not empty, must be the stored one. A retry with the same
  /// key succeeds again. Errors: PROJECT_UNKNOWN, ETAG_MISMATCH, PROJECT_NOT_EMPTY, REQUEST_ID_REUSED.
  absl::Status remove(const std::string& name, const std::string& etag, const sql::RequestKey& key, absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::application
