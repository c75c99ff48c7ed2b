#include "server/registry/camera_watch.h"

#include <utility>

#include "storage/sql/proto_fields.h"

namespace cameramonit::registry {
namespace {

constexpr int kBatch = 500;

}  // namespace

CameraWatch::CameraWatch(CameraTable& cameras, const base::Clock& clock, std::int64_t revision,
                         std::shared_ptr<Stream> stream)
    : cameras_(cameras), clock_(clock), revision_(revision), stream_(std::move(stream)) {}

bool CameraWatch::poll(bool checkpoint) {
  for (bool more = true; more;) {
    auto found = cameras_.changedSince(revision_, kBatch);
    if (!found.ok()) {
      // A database that is away for a moment ends no watch; a revision that is too old does.
      if (found.status().code() == absl::StatusCode::kUnavailable) return !stream_->closed();
      stream_->finish(found.status());
      return false;
    }
    for (CameraChange& change : found->changes) {
      v1::WatchCamerasResponse message;
      if (change.camera) {
        *message.mutable_updated() = *std::move(change.camera);
      } else {
        message.set_deleted(change.name);
      }
      if (!stream_->push(std::move(message))) return false;
    }
    more = found->revision > revision_ && found->changes.size() >= kBatch;
    revision_ = found->revision;
  }
  if (!checkpoint) return !stream_->closed();
  v1::WatchCamerasResponse message;
  message.mutable_checkpoint()->set_revision(revision_);
  *message.mutable_checkpoint()->mutable_time() = sql::timestampOf(clock_.now());
  return stream_->push(std::move(message));
}

}  // namespace cameramonit::registry
