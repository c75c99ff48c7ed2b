#include "storage/media/media_watch.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"
#include "storage/media/resource_name.h"
#include "storage/sql/proto_fields.h"

namespace cameramonit::media {
namespace {

absl::Time startOf(const StoredMedia& stored) {
  return sql::timeOf(stored.media.has_start_time(), stored.media.start_time());
}

}  // namespace

MediaWatch::MediaWatch(MediaTable& table, const MediaChanges& changes, const base::Clock& clock, std::string parent,
                       CurrentlyVisible visible, std::shared_ptr<Stream> stream)
    : table_(table),
      changes_(changes),
      clock_(clock),
      parent_(std::move(parent)),
      visible_(std::move(visible)),
      stream_(std::move(stream)),
      next_(changes.next()) {}

absl::Status MediaWatch::pushSnapshot() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const VisibleChannels visible, visible_());
  CAMERAMONIT_ASSIGN_OR_RETURN(std::vector<StoredMedia> unfinished, table_.unfinished());
  for (StoredMedia& stored : unfinished) {
    if (!isWatched(stored.media.name(), startOf(stored), visible)) continue;
    v1::WatchMediaResponse message;
    *message.mutable_updated() = std::move(stored.media);
    stream_->push(std::move(message));
  }
  return absl::OkStatus();
}

bool MediaWatch::poll(bool checkpoint) {
  if (const absl::Status pushed = pushChanges(); !pushed.ok()) {
    // A database that is away for a moment ends no watch; changes are told when it is back.
    if (pushed.code() == absl::StatusCode::kUnavailable) return !stream_->closed();
    stream_->finish(pushed);
    return false;
  }
  if (!checkpoint) return !stream_->closed();
  v1::WatchMediaResponse message;
  *message.mutable_checkpoint() = sql::timestampOf(clock_.now());
  return stream_->push(std::move(message));
}

absl::Status MediaWatch::pushChanges() {
  CAMERAMONIT_ASSIGN_OR_RETURN(const VisibleChannels visible, visible_());
  std::int64_t next = next_;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<MediaChanges::Change> changes, changes_.since(next));
  for (const MediaChanges::Change& change : changes) {
    if (!isWatched(change.media, absl::InfiniteFuture(), visible)) continue;
    v1::WatchMediaResponse message;
    if (change.deleted) {
      message.set_deleted(change.media);
    } else {
      absl::StatusOr<StoredMedia> stored = table_.get(change.media);
      // Deleted since: that is a change of its own and comes next.
      if (base::errorReason(stored.status()) == base::ErrorReason::ERROR_REASON_MEDIA_UNKNOWN) continue;
      if (!stored.ok()) return stored.status();
      if (!isWatched(change.media, startOf(*stored), visible)) continue;
      *message.mutable_updated() = std::move(stored->media);
    }
    stream_->push(std::move(message));
  }
  next_ = next;
  return absl::OkStatus();
}

bool MediaWatch::isWatched(const std::string& media, absl::Time start, const VisibleChannels& visible) const {
  if (!isWithin(media, parent_)) return false;
  return !visible || std::any_of(visible->begin(), visible->end(), [&](const VisibleChannel& channel) {
    return isWithin(media, channel.name) && start >= channel.notBefore;
  });
}

}  // namespace cameramonit::media
