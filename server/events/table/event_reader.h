#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/event_mark.h"
#include "server/events/table/event_query.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// The next `limit` events of a query after `after` (null: from the beginning), in the asked order. Thread-bound.
absl::StatusOr<std::vector<EventMark>> nextMarks(sql::Session& session, const EventQuery& query, bool oldestFirst,
                                                 const EventMark* after, int limit);

/// The events behind marks, in their order. Thread-bound.
absl::StatusOr<std::vector<v1::Event>> readEvents(sql::Session& session, Dictionary& dictionary,
                                                  const std::vector<EventMark>& marks);

}  // namespace cameramonit::events
