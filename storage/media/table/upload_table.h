#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/media/v1/media.pb.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::media {

/// An upload with what only this room may know.
struct StoredUpload {
  v1::Upload upload;
  absl::Time startTime = absl::InfiniteFuture();  ///< infinite: not told
  std::string path;                               ///< of what was received, below the media directory
  std::string principal;                          ///< who sends it
  std::string requestId;                          ///< may be empty
};

/// Files on their way in. Thread-safe. Errors of all: what sql::Database gives.
class UploadTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit UploadTable(sql::Database& database) : database_(database) {}

  /// Begins an upload; if the same principal began one with the same request id, that one is returned as it is now.
  /// Errors: REQUEST_ID_REUSED (another channel, name or size).
  absl::StatusOr<StoredUpload> begin(const StoredUpload& upload, absl::Time now);

  /// Errors: UPLOAD_UNKNOWN.
  absl::StatusOr<StoredUpload> get(const std::string& name);

  /// Records that bytes [from, to) are on the disk and moves the expiry.
  /// Errors: UPLOAD_UNKNOWN, UPLOAD_OFFSET_WRONG (fact received_bytes) when `from` is not what was received so far.
  absl::Status advance(const std::string& name, std::int64_t from, std::int64_t to, absl::Time expires);

  /// Records which media it became. The row stays until it expires, so that finishing again gives the same.
  /// Errors: UPLOAD_UNKNOWN.
  absl::Status finish(const std::string& name, const std::string& media);

  /// Drops an upload; what it received is doomed (MediaTable::doomedFiles) unless it became a media. Idempotent.
  absl::Status remove(const std::string& name);

  /// Those that expired, at most `limit`.
  absl::StatusOr<std::vector<StoredUpload>> expired(absl::Time now, int limit);

  /// Bytes announced by unfinished uploads of a project or channel.
  absl::StatusOr<std::int64_t> reserved(const std::string& parent);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::media
