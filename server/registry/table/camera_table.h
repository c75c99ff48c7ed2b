#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/registry/v1/camera.pb.h"
#include "storage/sql/request_key.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::registry {

struct CameraPage {
  std::vector<v1::Camera> cameras;
  std::string nextPageToken;
};

/// The cameras of the installation. What is stored is exactly `registry.v1.Camera`. Thread-safe.
/// Errors of all: what sql::Database gives.
class CameraTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit CameraTable(sql::Database& database) : database_(database) {}

  /// Adds `camera` under its name; times and etag are set here. A retry with the same key gives the first result.
  /// Errors: CAMERA_NAME_TAKEN, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Camera> create(const v1::Camera& camera, const sql::RequestKey& key, absl::Time now);

  /// Errors: CAMERA_UNKNOWN.
  absl::StatusOr<v1::Camera> get(const std::string& name);

  /// By name.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<CameraPage> list(int pageSize, const std::string& pageToken);

  /// Replaces display name and place. The etag, when set, must be the stored one.
  /// Errors: CAMERA_UNKNOWN, ETAG_MISMATCH.
  absl::StatusOr<v1::Camera> update(const v1::Camera& camera, absl::Time now);

  /// Errors: CAMERA_UNKNOWN.
  absl::Status remove(const std::string& name);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::registry
