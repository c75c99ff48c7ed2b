#include "server/events/event_watch.h"

#include <utility>

namespace cameramonit::events {
namespace {

constexpr int kBatch = 500;

}  // namespace

EventWatch::EventWatch(EventTable& events, const base::Clock& clock, v1::EventFilter filter, CurrentScope scope,
                       std::int64_t revision, std::shared_ptr<Stream> stream)
    : events_(events),
      clock_(clock),
      filter_(std::move(filter)),
      scope_(std::move(scope)),
      revision_(revision),
      stream_(std::move(stream)) {}

bool EventWatch::poll(bool checkpoint) {
  for (bool more = true; more;) {
    const auto scope = scope_();
    auto found = scope.ok() ? events_.changedSince(revision_, filter_, *scope, kBatch)
                            : absl::StatusOr<EventChanges>(scope.status());
    if (!found.ok()) {
      // A database that is away for a moment ends no watch; a revision that is too old does.
      if (found.status().code() == absl::StatusCode::kUnavailable) return !stream_->closed();
      stream_->finish(found.status());
      return false;
    }
    for (EventChange& change : found->changes) {
      v1::WatchEventsResponse message;
      if (change.event) {
        *message.mutable_updated() = *std::move(change.event);
      } else {
        message.set_deleted(change.name);
      }
      if (!stream_->push(std::move(message))) return false;
    }
    more = found->revision > revision_ && found->changes.size() >= kBatch;
    revision_ = found->revision;
  }
  if (!checkpoint) return !stream_->closed();
  v1::WatchEventsResponse message;
  message.mutable_checkpoint()->set_revision(revision_);
  message.mutable_checkpoint()->mutable_time()->set_seconds(absl::ToUnixSeconds(clock_.now()));
  return stream_->push(std::move(message));
}

}  // namespace cameramonit::events
