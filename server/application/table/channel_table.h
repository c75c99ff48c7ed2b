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

struct ChannelPage {
  std::vector<v1::Channel> channels;
  std::string nextPageToken;
};

/// The channels of all projects. What is stored is exactly `application.v1.Channel`; its settings are one column of
/// JSON (docs/adr/0051). Thread-safe.
/// Errors of all: what sql::Database gives.
class ChannelTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit ChannelTable(sql::Database& database) : database_(database) {}

  /// Adds `channel` under its name; times and etag are set here. A retry with the same key gives the first result.
  /// Errors: PROJECT_UNKNOWN, FIELD_INVALID (the name is taken), REQUEST_ID_REUSED.
  absl::StatusOr<v1::Channel> create(const v1::Channel& channel, const sql::RequestKey& key, absl::Time now);

  /// Errors: CHANNEL_UNKNOWN.
  absl::StatusOr<v1::Channel> get(const std::string& name);

  /// By name: of `project`, or of all when that is empty; those that `visible` shows.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<ChannelPage> list(const std::string& project, const NameFilter& visible, int pageSize,
                                   const std::string& pageToken);

  /// The channels of a camera, by name.
  absl::StatusOr<std::vector<v1::Channel>> ofCamera(const std::string& camera);

  /// Replaces everything but name and camera. The etag, when set, must be the stored one. A retry with the same key
  /// gives the first result.
  /// Errors: CHANNEL_UNKNOWN, ETAG_MISMATCH, REQUEST_ID_REUSED.
  absl::StatusOr<v1::Channel> update(const v1::Channel& channel, const sql::RequestKey& key, absl::Time now);

  /// The etag, when not empty, must be the stored one. A retry with the same key succeeds again.
  /// Errors: CHANNEL_UNKNOWN, ETAG_MISMATCH, REQUEST_ID_REUSED.
  absl::Status remove(const std::string& name, const std::string& etag, const sql::RequestKey& key, absl::Time now);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::application
