#pragma once

#include <string>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "server/application/table/project_table.h"

namespace cameramonit {

/// The time zones of projects, remembered for half a minute: grants speak of hours in them. Thread-safe.
class ProjectZones {
 public:
  /// Borrows both.
  ProjectZones(sql::Database& database, const base::Clock& clock) : projects_(database), clock_(clock) {}

  /// UTC where there is no such project (any more). `project` is projects/{id}.
  absl::StatusOr<absl::TimeZone> of(const std::string& project);

 private:
  application::ProjectTable projects_;
  const base::Clock& clock_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::pair<absl::TimeZone, absl::Time>> known_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit
