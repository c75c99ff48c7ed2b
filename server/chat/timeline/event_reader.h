#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event_service.pb.h"

namespace cameramonit::chat {

/// What an answer may read: events, with the rights of the one who asks. Thread-bound.
class EventReader {
 public:
  virtual ~EventReader() = default;

  virtual absl::StatusOr<events::v1::CountEventsResponse> count(const events::v1::EventFilter& filter,
                                                                events::v1::CountEventsRequest::GroupBy groupBy,
                                                                const std::string& timeZone) = 0;
  /// At most `limit` (1..1000), newest first unless `oldestFirst`.
  virtual absl::StatusOr<std::vector<events::v1::Event>> list(const events::v1::EventFilter& filter, bool oldestFirst,
                                                              int limit) = 0;
  /// Errors: TRACKED_OBJECT_UNKNOWN.
  virtual absl::StatusOr<events::v1::TrackedObject> object(const std::string& name) = 0;
};

}  // namespace cameramonit::chat
