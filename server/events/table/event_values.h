#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/tally_cell.h"
#include "storage/sql/bulk_insert.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// The numbers of an event's words.
struct EventRefs {
  Dictionary::Ref channelRef = 0;
  Dictionary::Ref classRef = 0;
  std::optional<std::int64_t> objectRef;
  std::optional<std::int64_t> mediaRef;
};

/// All but the object's, which `objectRef` gives. Thread-bound.
absl::StatusOr<EventRefs> refsOf(sql::Session& session, Dictionary& dictionary, const v1::Event& event,
                                 std::optional<std::int64_t> objectRef);

/// Columns of the table event that an event's id and channel do not decide, and what they hold, in the same order.
/// Reentrant.
const std::vector<std::string>& eventColumns();
std::vector<sql::Value> eventValues(const v1::Event& event, const EventRefs& refs, std::int64_t revision);

/// The numbers of an event's features, each once. Thread-bound.
absl::StatusOr<std::vector<std::int64_t>> featureRefsOf(sql::Session& session, Dictionary& dictionary,
                                                        const v1::Event& event);

/// Columns of the table event_feature, and a row of it. Reentrant.
const std::vector<std::string>& eventFeatureColumns();
std::vector<sql::Value> eventFeatureValues(std::int64_t featureRef, std::int64_t eventRef, const Occurrence& one);

/// What of the event counts. Reentrant.
Occurrence occurrenceOf(const v1::Event& event, const EventRefs& refs);

std::int64_t startMicros(const v1::Event& event);

}  // namespace cameramonit::events
