#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "common/base/ticker.h"
#include "common/log/logger.h"
#include "common/rpc/watch_hub.h"
#include "storage/media/channel_directory.h"
#include "storage/media/disk_space.h"
#include "storage/media/evidence.h"
#include "storage/media/janitor.h"
#include "storage/media/keyed_mutex.h"
#include "storage/media/media_changes.h"
#include "storage/media/media_layout.h"
#include "storage/media/media_options.h"
#include "storage/media/recordings.h"
#include "storage/media/retention.h"
#include "storage/media/upload_desk.h"
#include "storage/media/variant_maker.h"
#include "storage/media/variant_shelf.h"

namespace cameramonit::media {

/// Everything behind the media service: one folder, its tables, and what works on them. Thread-safe; calls block on
/// disk and database.
class MediaRoom {
 public:
  struct Parts {
    MediaTable& media;
    UploadTable& uploads;
    RecordingTable& recordings;
    ChannelDirectory& channels;
    const DiskSpace& disk;
    rpc::WatchHub& hub;
    base::Executor& background;  ///< for tidying
    base::Ticker& ticker;
    const base::Clock& clock;
    log::Logger& log;
  };

  /// Prepares the folder and repairs what an earlier run left behind. Borrows everything in `parts`.
  /// Errors: DISK_FULL, INTERNAL, DATABASE_UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<MediaRoom>> open(const MediaOptions& options, const Parts& parts);

  /// Stops what is being made, waits for it.
  ~MediaRoom();
  MediaRoom(const MediaRoom&) = delete;
  MediaRoom& operator=(const MediaRoom&) = delete;

  const MediaOptions& options() const { return options_; }
  const MediaLayout& layout() const { return layout_; }
  MediaTable& table() { return parts_.media; }
  UploadDesk& uploads() { return desk_; }
  Evidence& evidence() { return evidence_; }
  Recordings& recordings() { return recordings_; }
  VariantShelf& shelf() { return shelf_; }
  MediaChanges& changes() { return changes_; }

  /// Finishes an upload and tells the watches.
  absl::StatusOr<v1::Media> finishUpload(const v1::FinishUploadRequest& request);
  /// Drops an upload with what it received.
  absl::Status cancelUpload(const std::string& name);
  /// With the gaps of a recording. Errors: MEDIA_UNKNOWN.
  absl::StatusOr<StoredMedia> get(const std::string& media);
  /// Deletes a media with everything made from it. Errors: MEDIA_UNKNOWN.
  absl::Status remove(const std::string& media);
  /// How its analysis stands. Errors: MEDIA_UNKNOWN.
  absl::Status reportAnalysis(const v1::ReportAnalysisRequest& request);
  /// Of a project or channel. Errors: FIELD_INVALID, PROJECT_UNKNOWN.
  absl::StatusOr<v1::GetUsageResponse> usage(const std::string& parent);

 private:
  MediaRoom(const MediaOptions& options, const Parts& parts);
  void tidyLater();
  absl::Status tidy();
  void deleteDoomed();
  void gone(const std::string& media);

  const MediaOptions options_;
  const Parts parts_;
  const MediaLayout layout_;
  KeyedMutex locks_;  // by media name, held while its row and files change together
  MediaChanges changes_;
  UploadDesk desk_;
  VariantMaker maker_;
  VariantShelf shelf_;
  Evidence evidence_;
  Retention retention_;
  Recordings recordings_;
  Janitor janitor_;
  /// Work posted to the background executor holds it, and does nothing once the room is gone.
  std::shared_ptr<absl::Mutex> alive_;
  std::shared_ptr<bool> gone_;
  base::Ticker::Subscription tidying_;
};

}  // namespace cameramonit::media
