#pragma once

#include <vector>

#include <absl/status/status.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// See EventTable::append; the words must be in the dictionary. Thread-bound.
absl::Status appendEvents(sql::Session& session, Dictionary& dictionary, const std::vector<v1::Event>& events);

}  // namespace cameramonit::events
