#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// "select … from tracked_object where ", with columns in the order of `ObjectRow::bindTo`.
extern const char kObjectColumns[];

/// One row on its way into a message. Thread-bound.
struct ObjectRow {
  std::int64_t objectRef = 0;
  std::string id;
  std::int64_t channelRef = 0;
  std::int64_t classRef = 0;
  float confidence = 0;
  absl::Time start;
  std::optional<absl::Time> end;
  std::string features;
  std::string sentencePl;
  std::string sentenceEn;
  std::string label;
  std::optional<std::int64_t> mediaRef;
  std::string attempt;
  std::optional<std::string> givenNames;
  std::optional<std::string> facts;  ///< see factsFromText(); not part of what readers get
  std::optional<std::int64_t> signatureVersion;
  std::optional<std::string> signature;

  void bindTo(sql::Statement& select);
  absl::StatusOr<v1::TrackedObject> object(sql::Session& session, Dictionary& dictionary) const;
};

}  // namespace cameramonit::events
