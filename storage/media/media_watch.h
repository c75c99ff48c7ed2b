#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cameramonit/media/v1/media_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "storage/media/media_changes.h"
#include "storage/media/table/media_table.h"
#include "storage/media/visible_channels.h"

namespace cameramonit::media {

/// One open WatchMedia. Thread-bound (the watch hub never polls twice at once).
class MediaWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchMediaResponse>;

  /// Borrows the table, the changes and the clock. Tells of media below `parent` in `visible` channels.
  MediaWatch(MediaTable& table, const MediaChanges& changes, const base::Clock& clock, std::string parent,
             VisibleChannels visible, std::shared_ptr<Stream> stream);

  /// Pushes what is unfinished. Whatever changes from then on is told by poll().
  absl::Status pushSnapshot();

  /// Pushes what changed, and the time when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);

 private:
  bool isWatched(const std::string& media) const;
  absl::Status pushChanges();

  MediaTable& table_;
  const MediaChanges& changes_;
  const base::Clock& clock_;
  const std::string parent_;
  const VisibleChannels visible_;
  const std::shared_ptr<Stream> stream_;
  std::int64_t next_ = 0;
};

}  // namespace cameramonit::media
