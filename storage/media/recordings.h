#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "storage/media/disk_space.h"
#include "storage/media/keyed_mutex.h"
#include "storage/media/media_layout.h"
#include "storage/media/media_options.h"
#include "storage/media/retention.h"
#include "storage/media/table/media_table.h"
#include "storage/media/table/recording_table.h"

namespace cameramonit::media {

/// Recordings of live cameras from their first moment to their last. Analyzers write the files; this room says where,
/// tells of them while they grow, and completes those that nobody will finish. Thread-safe; calls block on disk and
/// database.
class Recordings {
 public:
  struct Parts {
    const MediaOptions& options;
    const MediaLayout& layout;
    MediaTable& media;
    RecordingTable& recordings;
    Retention& retention;
    KeyedMutex& locks;  ///< held by media name while its files change
    const DiskSpace& disk;
    const base::Clock& clock;
    log::Logger& log;
    std::function<void(const std::string&media)> changed, gone;  ///< after it was written
  };
  /// Borrows what `parts` refers to.
  explicit Recordings(Parts parts) : parts_(std::move(parts)) {}

  // As the contract says, with its errors.
  absl::StatusOr<v1::StartRecordingResponse> start(const v1::StartRecordingRequest& request);
  absl::StatusOr<v1::FinishRecordingResponse> finish(const v1::FinishRecordingRequest& request);

  /// At a start: who was writing has gone with the last run, or says so when it finishes. Completes all that run.
  absl::Status recover();

  /// Now and then: notes how far they have grown, and completes those that grow no more.
  absl::Status tidy();

 private:
  struct Growth {
    std::int64_t bytes = 0;
    absl::Time since;  ///< when it had that size first
  };

  absl::Status makeRoom();
  /// `length`: of the whole recording.
  absl::StatusOr<v1::FinishRecordingResponse> close(StoredMedia stored, const MediaFile& file, absl::Duration length);
  absl::StatusOr<v1::FinishRecordingResponse> forget(const std::string& name);
  absl::Status complete(const std::string& name);
  absl::StatusOr<MediaFile> fileOf(const std::string& name);
  bool grows(const std::string& name, std::int64_t bytes);

  const Parts parts_;
  absl::Mutex mutex_;
  std::map<std::string, Growth> growth_ ABSL_GUARDED_BY(mutex_);  ///< of those that run
};

}  // namespace cameramonit::media
