#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "common/rpc/watch_hub.h"

namespace cameramonit::media {

/// Which media changed lately, for the watches of this process: all changes of media go through it. Thread-safe.
class MediaChanges {
 public:
  /// Borrows `hub`, which is told of every change.
  explicit MediaChanges(rpc::WatchHub& hub) : hub_(hub) {}

  void updated(const std::string& media) { add({media, false}); }
  void deleted(const std::string& media) { add({media, true}); }

  struct Change {
    std::string media;
    bool deleted = false;
  };

  /// The number of the change that comes next.
  std::int64_t next() const;

  /// Changes from number `from` on, each media once, the newest word on it; moves `from` behind the last.
  /// Errors: REVISION_COMPACTED when that is too long ago.
  absl::StatusOr<std::vector<Change>> since(std::int64_t& from) const;

 private:
  void add(Change change);

  rpc::WatchHub& hub_;
  mutable absl::Mutex mutex_;
  std::deque<Change> changes_ ABSL_GUARDED_BY(mutex_);
  std::int64_t first_ ABSL_GUARDED_BY(mutex_) = 0;  ///< number of changes_.front()
};

}  // namespace cameramonit::media
