#pragma once

#include <map>
#include <memory>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/watch_hub.h"
#include "server/application/table/lease_table.h"

namespace cameramonit::application {

/// Keeps the analyzers whose streams are open here alive in the table, and hands out channels. Thread-safe.
class AssignmentDesk {
 public:
  struct Parts {
    LeaseTable& leases;
    rpc::WatchHub& hub;  ///< of the streams of assignments; woken when something changed hands
    const base::Clock& clock;
    log::Logger& log;
  };
  /// Others get the channels of an analyzer that was not heard of for so long.
  static constexpr absl::Duration kLease = absl::Seconds(4);
  /// How often beat() is to be called.
  static constexpr absl::Duration kBeat = absl::Seconds(1);

  /// Borrows what `parts` refers to.
  explicit AssignmentDesk(const Parts& parts);

  /// A stream of `analyzer` was opened; gives the name of its hold.
  absl::StatusOr<std::string> join(const std::string& analyzer, int capacity);
  /// It was closed. The analyzer keeps its channels for the rest of the lease, since it may be back at once.
  void leave(const std::string& holder);
  /// Errors: ASSIGNMENT_LOST when another stream took over.
  absl::Status check(const std::string& holder) const;

  /// Says of every open stream that its analyzer is there, then hands out what nobody holds.
  void beat();
  /// Hands out at once: a channel was made.
  void balance();

 private:
  struct Hold {
    std::string analyzer;
    absl::Status lost;
  };

  const Parts parts_;
  const absl::Time begin_;
  mutable absl::Mutex mutex_;
  std::map<std::string, Hold> holds_ ABSL_GUARDED_BY(mutex_);  // by holder
};

}  // namespace cameramonit::application
