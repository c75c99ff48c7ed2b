#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "server/events/table/dictionary.h"
#include "server/events/table/event_query.h"
#include "server/events/table/event_table.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// See EventTable::changedSince; within one snapshot. Thread-bound.
absl::StatusOr<EventChanges> readChanges(sql::Session& session, Dictionary& dictionary, const EventQuery& query,
                                         std::int64_t revision, int limit);

/// See EventTable::prune.
absl::StatusOr<int> pruneEvents(sql::Session& session, Dictionary::Ref mediaRef, const std::string& keepAttempt,
                                absl::Time now);

/// See EventTable::compact.
absl::Status compactTombstones(sql::Session& session, absl::Time before);

}  // namespace cameramonit::events
