#pragma once

#include <vector>

#include <absl/status/status.h>

#include "server/events/table/event_mark.h"
#include "server/events/table/event_query.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// Adds the first `limit` events of a lane with a shape after `after` (null: from its beginning) in the asked order, to
/// each class its own, so up to `limit` of every class come. Walks an index, and only on days that ready-made counts
/// know to have such events: what never happened is not looked for. Thread-bound.
absl::Status walkLane(sql::Session& session, const Lane& lane, bool oldestFirst, const EventMark* after, int limit,
                      std::vector<EventMark>& marks);

}  // namespace cameramonit::events
