#pragma once

#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/events/v1/label.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// What came to a camera at least `minimumSightings` times, looked alike each time, and has neither class nor name: the
/// most frequent first, at most five, among the newest objects. Reentrant.
absl::StatusOr<std::vector<v1::UnknownThing>> unknownThings(sql::Session& session, Dictionary& dictionary,
                                                            Dictionary::Ref channelRef, int minimumSightings);

}  // namespace cameramonit::events
