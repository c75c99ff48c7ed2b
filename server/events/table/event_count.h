#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event_service.pb.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/event_query.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// Counts what a query means, see EventTable::count. Thread-bound.
absl::StatusOr<v1::CountEventsResponse> countEvents(sql::Session& session, Dictionary& dictionary,
                                                    const EventQuery& query, v1::CountEventsRequest::GroupBy groupBy,
                                                    const std::string& timeZone);

}  // namespace cameramonit::events
