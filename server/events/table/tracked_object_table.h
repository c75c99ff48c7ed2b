#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event.pb.h"
#include "server/events/table/scope.h"

namespace cameramonit::sql {
class Database;
}

namespace cameramonit::events {

class Dictionary;

struct TrackedObjectPage {
  std::vector<v1::TrackedObject> objects;
  std::string nextPageToken;
};

/// Objects followed through the picture. What is stored is exactly `events.v1.TrackedObject`. They are written with
/// their events (EventTable::write). Thread-safe. Errors of all: what sql::Database gives.
class TrackedObjectTable {
 public:
  /// Borrows `database`, which must outlive this.
  explicit TrackedObjectTable(sql::Database& database);
  ~TrackedObjectTable();

  /// Errors: TRACKED_OBJECT_UNKNOWN, also when the scope shows none of its events.
  absl::StatusOr<v1::TrackedObject> get(const std::string& name, const Scope& scope);

  /// Objects with at least one event that matches, the one with the newest such event first.
  /// Errors: PAGE_TOKEN_INVALID, FIELD_INVALID.
  absl::StatusOr<TrackedObjectPage> list(const v1::EventFilter& filter, const Scope& scope, int pageSize,
                                         const std::string& pageToken);

 private:
  sql::Database& database_;
  std::unique_ptr<Dictionary> dictionary_;
};

}  // namespace cameramonit::events
