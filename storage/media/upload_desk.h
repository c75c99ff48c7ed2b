#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "storage/media/channel_directory.h"
#include "storage/media/disk_space.h"
#include "storage/media/keyed_mutex.h"
#include "storage/media/media_layout.h"
#include "storage/media/media_options.h"
#include "storage/media/table/media_table.h"
#include "storage/media/table/upload_table.h"

namespace cameramonit::media {

/// Takes files in, chunk by chunk, and makes videos of them. An upload and the media that it becomes have the same id
/// and the same place on the disk, so there is no moment at which a kill could lose or double one. Thread-safe; calls
/// block on disk and database.
class UploadDesk {
 public:
  struct Parts {
    const MediaOptions& options;
    const MediaLayout& layout;
    MediaTable& media;
    UploadTable& uploads;
    ChannelDirectory& channels;
    const DiskSpace& disk;
    const base::Clock& clock;
  };
  /// Borrows everything in `parts`.
  explicit UploadDesk(const Parts& parts) : parts_(parts) {}

  // As the contract says (protos/cameramonit/media/v1/media_service.proto), with its errors.
  absl::StatusOr<v1::Upload> start(const v1::StartUploadRequest& request, const std::string& principal);
  absl::StatusOr<std::int64_t> append(const v1::UploadChunkRequest& request);
  absl::StatusOr<v1::Upload> get(const std::string& name);
  /// Whether the media is new, so that it should be told, stands in `isNew`.
  absl::StatusOr<v1::Media> finish(const v1::FinishUploadRequest& request, bool& isNew);
  absl::Status cancel(const std::string& name);

  /// Drops uploads that nobody continued.
  absl::Status expire();

 private:
  absl::Status checkQuota(const v1::Upload& upload);
  absl::Status checkDisk(std::int64_t neededBytes);
  absl::Status checkContent(const StoredUpload& stored, const std::string& sha256);
  absl::StatusOr<v1::Media> record(const StoredUpload& stored, const std::string& mediaName);
  absl::Status drop(const std::string& name);
  absl::Status recordProgress(const StoredUpload& stored, std::int64_t received);

  const Parts parts_;
  absl::Mutex starting_;  // so that two uploads cannot both take the last of a quota
  KeyedMutex locks_;      // by upload
};

}  // namespace cameramonit::media
