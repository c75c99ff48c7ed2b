#pragma once

#include <functional>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "storage/media/channel_directory.h"
#include "storage/media/disk_space.h"
#include "storage/media/media_options.h"
#include "storage/media/table/media_table.h"
#include "storage/media/table/recording_table.h"
#include "storage/media/variant_shelf.h"

namespace cameramonit::media {

/// Lets recordings go: those that are older than their channel or project keeps them, and the oldest where a channel, a
/// project or the disk is full. A recording that runs always stays. Before a recording goes, the clips of its events
/// are cut; they outlive it until they are too old themselves or their room is needed. Thread-safe; calls block on disk
/// and database, and on cutting.
class Retention {
 public:
  struct Parts {
    const MediaOptions& options;
    MediaTable& media;
    RecordingTable& recordings;
    ChannelDirectory& channels;
    VariantShelf& shelf;
    const DiskSpace& disk;
    const base::Clock& clock;
    log::Logger& log;
    std::function<void(const std::string& media)> gone;  ///< after a media was deleted: its files wait to be
  };
  /// Borrows what `parts` refers to.
  explicit Retention(Parts parts) : parts_(std::move(parts)) {}

  /// Deletes what must go now. A channel whose settings nobody knows at the moment is left alone.
  absl::Status run();

 private:
  using Sort = KeptMedia::Sort;
  /// Whether this one, the oldest there is, must go.
  using MustGo = std::function<absl::StatusOr<bool>(const KeptMedia& oldest)>;

  absl::Status keepChannel(const std::string& channel);
  absl::Status keepProject(const std::string& project);
  absl::Status dropOldest(const std::string& parent, Sort sort, const char* why, const MustGo& mustGo);
  absl::Status drop(const KeptMedia& media);

  const Parts parts_;
  absl::Mutex mutex_;  // one round at a time
};

}  // namespace cameramonit::media
