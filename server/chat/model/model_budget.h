#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "common/base/clock.h"
#include "server/chat/table/chat_state_table.h"

namespace cameramonit::chat {

/// How often the model may be asked: so many times a day (UTC), counted over restarts, and not at all for a while after
/// it failed, so that nobody waits for what does not work. Thread-safe.
class ModelBudget {
 public:
  /// Borrows `states` and `clock`.
  ModelBudget(ChatStateTable& states, const base::Clock& clock, int callsPerDay)
      : states_(states), clock_(clock), callsPerDay_(callsPerDay) {}

  /// Takes one call out of the budget; false: not now. A database that does not answer is no budget.
  bool take();

  /// The call that was taken failed: none is given for the next 30 s.
  void failed();

 private:
  ChatStateTable& states_;
  const base::Clock& clock_;
  const int callsPerDay_;
  absl::Mutex mutex_;
  absl::Time pausedUntil_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace cameramonit::chat
