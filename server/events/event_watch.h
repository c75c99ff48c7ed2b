#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "cameramonit/events/v1/event_service.pb.h"
#include "common/base/clock.h"
#include "common/rpc/server_stream.h"
#include "server/events/table/event_table.h"

namespace cameramonit::events {

/// One open WatchEvents: reads what changed since its revision and hands it on. Thread-bound (the watch hub never polls
/// twice at once).
class EventWatch {
 public:
  using Stream = rpc::ServerStream<v1::WatchEventsResponse>;

  /// What the watcher may see now: asked before every reading, because rights change while a watch is open.
  using CurrentScope = std::function<absl::StatusOr<Scope>()>;

  /// Borrows `events` and `clock`. Starts after `revision`.
  EventWatch(EventTable& events, const base::Clock& clock, v1::EventFilter filter, CurrentScope scope,
             std::int64_t revision, std::shared_ptr<Stream> stream);

  /// Hands on what is new, and where we are when `checkpoint` says so. False when the call is over.
  bool poll(bool checkpoint);

 private:
  EventTable& events_;
  const base::Clock& clock_;
  const v1::EventFilter filter_;
  const CurrentScope scope_;
  std::int64_t revision_;
  const std::shared_ptr<Stream> stream_;
};

}  // namespace cameramonit::events
