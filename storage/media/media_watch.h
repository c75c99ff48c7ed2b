#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "storage/media/media_changes.h"
#include "storage/media/table/media_table.h"
#include "storage/media/table/visible_channels.h"

namespace cameramonit::media {

/// One open WatchMedia. Thread-bound (the watch hub never polls twice at once).
class MediaWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchMediaResponse>;

  /// What the watcher may see now: asked before every reading, because rights change while a watch is open.
  using CurrentlyVisible = std::function<absl::StatusOr<VisibleChannels>()>;

  /// Borrows the table, the changes and the clock. Tells of media below `parent` in `visible` channels.
  MediaWatch(MediaTable& table, const MediaChanges& changes, const base::Clock& clock, std::string parent,
             CurrentlyVisible visible, std::shared_ptr<Stream> stream);

  /// Pushes what is unfinished. Whatever changes from then on is told by poll().
  absl::Status pushSnapshot();

  /// Pushes what changed, and the time when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);

 private:
  /// Whether it is told of; `start` is when it begins, infinite when that is not known any more.
  bool isWatched(const std::string& media, absl::Time start, const VisibleChannels& visible) const;
  absl::Status pushChanges();

  MediaTable& table_;
  const MediaChanges& changes_;
  const base::Clock& clock_;
  const std::string parent_;
  const CurrentlyVisible visible_;
  const std::shared_ptr<Stream> stream_;
  std::int64_t next_ = 0;
};

}  // namespace cameramonit::media
