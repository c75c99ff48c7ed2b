#pragma once

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "analyzer/ledger/sight.h"

namespace cameramonit::ledger {

/// Where the ledger of one channel outlives the process. Thread-bound.
class LedgerStore {
 public:
  virtual ~LedgerStore() = default;

  /// Keeps a span. One that begins where the last kept one does replaces it: it grew.
  virtual absl::Status put(const Span& span) = 0;

  /// What was kept of the time from `since` on, ascending, without overlaps.
  virtual absl::StatusOr<std::vector<Span>> load(absl::Time since) = 0;
};

}  // namespace cameramonit::ledger
