#pragma once

#include <deque>
#include <memory>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "analyzer/ledger/ledger_store.h"
#include "analyzer/ledger/sight.h"

namespace cameramonit::ledger {

struct LedgerSettings {
  absl::Duration keep = absl::Hours(48);            ///< in memory; older spans are in the store alone
  absl::Duration saveInterval = absl::Seconds(10);  ///< a killed process forgets no more than this
  absl::Duration mostSilence = absl::Seconds(30);   ///< a longer time that nobody spoke for was nobody's
};

/// Accounts for every moment of one channel: seen, gated, or blind for a reason. There are no holes and no overlaps
/// from its first moment on, over restarts too: the time between two runs is blind, kNotRunning. Notes that come late
/// or with a clock that was set back change nothing that is written. Thread-safe.
class Ledger {
 public:
  struct Totals {
    absl::Duration seen, gated, blind;
    absl::Duration sum() const { return seen + gated + blind; }
  };

  /// Goes on where the store left off. Borrows `store`. Errors: what the store gives.
  static absl::StatusOr<std::unique_ptr<Ledger>> open(LedgerStore& store, absl::Time now,
                                                      const LedgerSettings& settings = {});

  /// From where the last note ended until `until` it was so. Errors of the store are returned, and the note stands in
  /// memory; it is written with the next.
  absl::Status note(Sight sight, Reason reason, absl::Time until);

  /// Writes what is not written yet.
  absl::Status save();

  /// Every moment of from <= t < to, in order: what is before the first note is blind, kNotRunning; what is after the
  /// last one is not there.
  std::vector<Span> spans(absl::Time from, absl::Time to) const;
  /// The blind ones among them.
  std::vector<Span> gaps(absl::Time from, absl::Time to) const;
  Totals totals(absl::Time from, absl::Time to) const;

  /// How far it has got.
  absl::Time until() const;

 private:
  Ledger(LedgerStore& store, const LedgerSettings& settings) : store_(store), settings_(settings) {}
  void append(Sight sight, Reason reason, absl::Time until) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::Status saveAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  LedgerStore& store_;
  const LedgerSettings settings_;
  mutable absl::Mutex mutex_;
  std::deque<Span> spans_ ABSL_GUARDED_BY(mutex_);
  absl::Time until_ ABSL_GUARDED_BY(mutex_);
  absl::Time saved_ ABSL_GUARDED_BY(mutex_);  ///< everything before is in the store
};

}  // namespace cameramonit::ledger
