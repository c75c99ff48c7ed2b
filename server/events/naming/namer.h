#pragma once

#include <functional>
#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "cameramonit/events/v1/event_service.pb.h"
#include "common/base/clock.h"
#include "server/events/table/event_table.h"
#include "server/events/table/scope.h"

namespace cameramonit::sql {
class Database;
struct RequestKey;
}  // namespace cameramonit::sql

namespace cameramonit::events {

class Dictionary;

/// What people call things: gives, takes back and spreads names, and has what was told before told again under them.
/// A change is committed first and then told, a hundred objects at a time; what a stop interrupts the next start goes
/// on with. Thread-safe. Errors as in EventService.
class Namer {
 public:
  /// Borrows both.
  Namer(sql::Database& database, const base::Clock& clock);
  ~Namer();

  absl::StatusOr<v1::GiveLabelResponse> give(const v1::GiveLabelRequest& request, const std::string& creator);
  absl::StatusOr<v1::TakeLabelBackResponse> takeBack(const v1::TakeLabelBackRequest& request);
  absl::StatusOr<v1::RejectLabelResponse> reject(const v1::RejectLabelRequest& request);
  absl::StatusOr<v1::UpdateLabelResponse> update(const v1::UpdateLabelRequest& request);
  absl::StatusOr<v1::DeleteLabelResponse> remove(const std::string& name);
  /// The one name that this object has by a person, without look-alikes; empty: none any more.
  absl::StatusOr<v1::TrackedObject> labelOnly(const std::string& object, const std::string& displayName,
                                              const std::string& creator);

  absl::StatusOr<v1::ListLabelsResponse> list(const v1::ListLabelsRequest& request, const Scope& scope);
  absl::StatusOr<v1::ListUnknownThingsResponse> unknownThings(const v1::ListUnknownThingsRequest& request);

  /// For what analyzers record: it gets the names it should have.
  EventTable::Decorate decorate();

  /// Tells whatever is queued; at start, and after recording.
  absl::Status tellQueued();

 private:
  absl::Status addWords(const std::string& displayName, const std::string& objectClass);

  sql::Database& database_;
  const base::Clock& clock_;
  std::unique_ptr<Dictionary> dictionary_;
};

}  // namespace cameramonit::events
