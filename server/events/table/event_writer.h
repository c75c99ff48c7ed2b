#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/dictionary.h"
#include "server/events/table/tally_cell.h"
#include "storage/sql/session.h"

namespace cameramonit::events {

/// What is wrong with the names and times of a batch: FIELD_INVALID with every violation. Reentrant.
absl::Status checkBatch(const std::vector<v1::TrackedObject>& objects, const std::vector<v1::Event>& events);

/// The words of a batch, to add before writing it. Reentrant.
Dictionary::Words wordsOf(const std::vector<v1::TrackedObject>& objects, const std::vector<v1::Event>& events);

/// Writes one batch within the transaction of a session, with as few statements as it can. Its words must be in the
/// dictionary. Thread-bound; borrows both.
class EventWriter {
 public:
  EventWriter(sql::Session& session, Dictionary& dictionary) : session_(session), dictionary_(dictionary) {}

  /// The revision of each event, in order.
  absl::StatusOr<std::vector<std::int64_t>> write(const std::vector<v1::TrackedObject>& objects,
                                                  const std::vector<v1::Event>& events);

 private:
  absl::Status writeObjects(const std::vector<v1::TrackedObject>& objects);
  /// Objects that only events speak of so far get a row to be referred to.
  absl::Status writeMissingObjects(const std::vector<v1::Event>& events);
  absl::Status findObjects(const std::vector<v1::Event>& events);
  absl::Status findEvents(const std::vector<v1::Event>& events);
  absl::Status writeEvents(const std::vector<const v1::Event*>& events, const std::vector<std::int64_t>& revisions);
  /// Before the events themselves.
  absl::Status writeTallies(const std::vector<const v1::Event*>& events);
  /// The number of an event's object, whose row must be there.
  std::optional<std::int64_t> objectOf(const v1::Event& event) const;
  absl::Status writeFeatures(const std::vector<const v1::Event*>& events);
  /// Of events of several objects: which.
  absl::Status writeSubjects(const std::vector<const v1::Event*>& events);
  absl::Status findRefs(const std::vector<std::string>& ids);

  sql::Session& session_;
  Dictionary& dictionary_;
  std::map<std::string, std::int64_t> objectRefs_;  ///< by id
  std::map<std::string, std::int64_t> eventRefs_;   ///< by id
  std::map<std::string, v1::Event> stored_;         ///< by id
  std::map<std::string, Occurrence> counted_;       ///< by id: what stored_ counts as
};

}  // namespace cameramonit::events
