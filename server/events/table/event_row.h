#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/statement.h"

namespace cameramonit::events {

/// Columns of an event with its object, in the order of `EventRow::bindTo`; from `kEventSource`.
extern const char kEventColumns[];
extern const char kEventSource[];

/// One row on its way into a message. Thread-bound.
struct EventRow {
  std::int64_t eventRef = 0;
  std::string id;
  std::int64_t channelRef = 0;
  std::int64_t classRef = 0;
  int kind = 0;
  int severity = 0;
  float confidence = 0;
  absl::Time start;
  std::optional<absl::Time> end;
  int state = 0;
  std::optional<std::int64_t> objectRef;
  std::optional<std::string> objectId;
  std::optional<std::int64_t> mediaRef;
  absl::Duration mediaOffset;
  std::string attempt;
  std::int64_t revision = 0;
  std::string sentencePl;
  std::string sentenceEn;
  std::string features;
  std::optional<double> boxLeft;
  std::optional<double> boxTop;
  std::optional<double> boxWidth;
  std::optional<double> boxHeight;
  std::string clip;
  std::string still;
  std::string zone;
  std::string line;
  int objectCount = 0;
  std::optional<std::string> facts;  ///< see factsFromText(); not part of what readers get
  std::optional<std::string> givenNames;

  void bindTo(sql::Statement& select);
  absl::StatusOr<v1::Event> event(sql::Session& session, Dictionary& dictionary) const;
};

}  // namespace cameramonit::events
