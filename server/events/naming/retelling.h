#pragma once

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// Gives what an analyzer records the names that its objects have, or get for their looks: an EventTable::Decorate.
/// Within the transaction of `session`; reentrant.
absl::Status nameRecorded(sql::Session& session, Dictionary& dictionary, std::vector<v1::TrackedObject>& objects,
                          std::vector<v1::Event>& events);

/// Tells again the events of at most `limit` of those that are queued, under the names they have now. How many were;
/// 0 when nothing is left. Within the transaction of `session`; reentrant.
absl::StatusOr<int> tellQueued(sql::Session& session, Dictionary& dictionary, int limit);

}  // namespace cameramonit::events
