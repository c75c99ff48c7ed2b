#pragma once

#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "storage/media/table/media_table.h"

namespace cameramonit::media {

// The rows that tie files of the disk to a media, by its id, within the caller's transaction. A file that no media has
// any more is doomed: it is deleted from the disk once the transaction is committed.

/// Ordered by variant.
absl::StatusOr<std::vector<MediaFile>> filesOf(sql::Session& session, const std::string& id);

/// Marks a file for deletion. Idempotent.
absl::Status doom(sql::Session& session, const std::string& path);

/// Adds a file; if it was doomed by an attempt that failed half-way, it no longer is.
absl::Status insertFile(sql::Session& session, const std::string& id, const MediaFile& file, absl::Time now);

/// Takes the row of a variant away; its file is doomed unless it is among `keptPaths`.
absl::Status dropFile(sql::Session& session, const std::string& id, const MediaFile& file,
                      const std::set<std::string>& keptPaths);

/// Writes what the files of a media weigh together into its row.
absl::Status sumFiles(sql::Session& session, const std::string& id, absl::Time now);

}  // namespace cameramonit::media
