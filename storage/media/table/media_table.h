#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/media/v1/media.pb.h"
#include "cameramonit/type/v1/common.pb.h"
#include "storage/media/table/visible_channels.h"

namespace cameramonit::sql {
class Database;
class Session;
}  // namespace cameramonit::sql

namespace cameramonit::media {

/// A file on the disk that belongs to a media.
struct MediaFile {
  enum class Variant : int { kOriginal = 1, kBrowser = 2, kAnimation = 3, kStill = 4 };
  Variant variant = Variant::kOriginal;
  std::string path;  ///< below the media directory, at most 255 characters
  std::string contentType;
  std::int64_t sizeBytes = 0;
};

/// A media with what only this room may know.
struct StoredMedia {
  v1::Media media;
  std::string analysisAttempt;                        ///< of the analysis that runs or ran last
  absl::Duration eventOffset = absl::ZeroDuration();  ///< clips: from their beginning to their event
};

/// Which media are meant.
struct MediaFilter {
  std::string parent;  ///< projects/{id}, projects/{id}/channels/{id}, or empty for all
  const std::vector<VisibleChannel>* allowedChannels = nullptr;  ///< null: all
  std::vector<v1::Media::Kind> kinds;
  std::vector<v1::Media::AnalysisState> analysisStates;
  absl::Time from = absl::InfinitePast();  ///< by start_time, half-open
  absl::Time until = absl::InfiniteFuture();
};

struct MediaPage {
  std::vector<v1::Media> media;
  std::string nextPageToken;
};

/// How an analysis stands; absent fields stay as they are.
struct AnalysisChange {
  std::optional<v1::Media::AnalysisState> state;
  std::optional<float> progress;
  std::optional<std::string> attempt;
  std::optional<type::v1::LocalizedText> error;
  std::optional<std::string> errorReason;
  std::optional<type::v1::LocalizedText> remark;
};

struct MediaUsage {
  std::int64_t storedBytes = 0;
  std::int64_t mediaCount = 0;
};

/// Files of channels and what is known about them. Thread-safe. Errors of all: what sql::Database gives.
class MediaTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit MediaTable(sql::Database& database) : database_(database) {}

  /// Adds a media with its files, or changes the one of the same name. A clip or still takes over the name of the one
  /// its event already has; files that it no longer has are doomed. Returns it as stored. create_time stays the first.
  absl::StatusOr<StoredMedia> put(const StoredMedia& media, const std::vector<MediaFile>& files, absl::Time now);

  /// Errors: MEDIA_UNKNOWN.
  absl::StatusOr<StoredMedia> get(const std::string& name);

  /// The clip or still of an event.
  absl::StatusOr<std::optional<StoredMedia>> findOfEvent(const std::string& event, v1::Media::Kind kind);

  /// Newest start first.
  /// Errors: PAGE_TOKEN_INVALID.
  absl::StatusOr<MediaPage> list(const MediaFilter& filter, int pageSize, const std::string& pageToken);

  /// Uploads and recordings whose analysis is pending or running, oldest first.
  absl::StatusOr<std::vector<StoredMedia>> unfinished();

  /// Errors: MEDIA_UNKNOWN.
  absl::StatusOr<StoredMedia> setAnalysis(const std::string& name, const AnalysisChange& change, absl::Time now);

  /// The files of a media.
  absl::StatusOr<std::vector<MediaFile>> files(const std::string& name);

  /// Adds or replaces one file; the one it replaces is doomed unless it has the same path.
  /// Errors: MEDIA_UNKNOWN.
  absl::Status putFile(const std::string& name, const MediaFile& file, absl::Time now);

  /// Deletes a media and everything made from it; the names of all that are gone. Their files are doomed.
  /// Errors: MEDIA_UNKNOWN.
  absl::StatusOr<std::vector<std::string>> remove(const std::string& name);

  /// Files to delete from the disk, at most `limit`; after that tell `forgetDoomed`.
  absl::StatusOr<std::vector<std::string>> doomedFiles(int limit);
  absl::Status forgetDoomed(const std::vector<std::string>& paths);

  /// Of a project or channel; uploads under way are not counted (see UploadTable::reserved).
  absl::StatusOr<MediaUsage> usage(const std::string& parent);

 private:
  sql::Database& database_;
};

}  // namespace cameramonit::media
