#include "server/application/assignment_desk.h"

#include "common/base/ids.h"
#include "common/base/status.h"

namespace cameramonit::application {

AssignmentDesk::AssignmentDesk(const Parts& parts) : parts_(parts), begin_(parts.clock.now()) {}

absl::StatusOr<std::string> AssignmentDesk::join(const std::string& analyzer, int capacity) {
  const std::string holder = base::newUuid(parts_.clock.now());
  CAMERAMONIT_RETURN_IF_ERROR(parts_.leases.join(analyzer, capacity, holder, parts_.clock.now()));
  {
    absl::MutexLock lock(&mutex_);
    holds_[holder].analyzer = analyzer;
  }
  parts_.log.info("assignments.analyzer_joined", {{"analyzer", analyzer}, {"capacity", capacity}});
  balance();
  return holder;
}

void AssignmentDesk::leave(const std::string& holder) {
  absl::MutexLock lock(&mutex_);
  holds_.erase(holder);
}

absl::Status AssignmentDesk::check(const std::string& holder) const {
  absl::MutexLock lock(&mutex_);
  const auto hold = holds_.find(holder);
  return hold == holds_.end() ? absl::OkStatus() : hold->second.lost;
}

void AssignmentDesk::beat() {
  std::map<std::string, Hold> holds;
  {
    absl::MutexLock lock(&mutex_);
    holds = holds_;
  }
  bool lost = false;
  for (const auto& [holder, hold] : holds) {
    const absl::Status renewed = parts_.leases.renew(hold.analyzer, holder, parts_.clock.now());
    if (base::errorReason(renewed) != type::v1::ERROR_REASON_ASSIGNMENT_LOST) continue;
    absl::MutexLock lock(&mutex_);
    if (const auto mine = holds_.find(holder); mine != holds_.end()) mine->second.lost = renewed;
    lost = true;
  }
  balance();
  if (lost) parts_.hub.notify();
}

void AssignmentDesk::balance() {
  const absl::Time now = parts_.clock.now();
  // After a restart of this service every analyzer looks silent at first; they get the time to come back.
  const absl::Time heardSince = now - begin_ < kLease ? absl::UnixEpoch() : now - kLease;
  const absl::StatusOr<bool> changed = parts_.leases.balance(heardSince, now);
  if (!changed.ok()) {
    parts_.log.warn("assignments.not_balanced", {{"status", std::string(changed.status().message())}});
  } else if (*changed) {
    parts_.hub.notify();
  }
}

}  // namespace cameramonit::application
