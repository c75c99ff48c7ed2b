#pragma once

#include <map>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "analyzer/pipeline/assigned/live_order.h"
#include "analyzer/pipeline/peers_client.h"
#include "common/base/clock.h"
#include "common/log/logger.h"

namespace cameramonit::assigned {

/// Takes part in sharing the channels: holds the stream of assignments open, opens the cameras of what it is given, and
/// lets a house run them. A service that is away is asked again and again; meanwhile everything runs on as it is. A
/// channel whose camera has no live address is left alone. Thread-safe.
class AssignmentClient {
 public:
  struct Parts {
    const pipeline::PeersClient& peers;
    CameraRunner& house;
    std::string analyzer;  ///< this process's name among the analyzers, the same after a restart
    const base::Clock& clock;
    log::Logger& log;
  };
  /// Borrows what `parts` refers to.
  explicit AssignmentClient(Parts parts) : parts_(std::move(parts)) {}
  ~AssignmentClient();
  AssignmentClient(const AssignmentClient&) = delete;
  AssignmentClient& operator=(const AssignmentClient&) = delete;

  /// Once, when the peers are connected.
  void start();
  /// Gives no more orders; what runs is for the house to end. Idempotent.
  void stop();

 private:
  /// A channel that is ours, and whether its camera must be opened (again).
  struct Held {
    application::v1::WatchAssignmentsResponse::Assignment assignment;
    bool pending = true;
    absl::Time notBefore = absl::InfinitePast();
    absl::Duration pause;    ///< before the next try
    bool inSnapshot = true;  ///< told of since the stream was opened
  };

  void listen();
  void follow();
  void open();
  void heard(const application::v1::WatchAssignmentsResponse& message);
  void endSnapshot();
  void cameraChanged(const registry::v1::WatchCamerasResponse& message, std::int64_t& revision);
  void openAgain(const std::string& camera);
  std::string nextPending() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void opened(const std::string& channel, const application::v1::WatchAssignmentsResponse::Assignment& assignment,
              const absl::StatusOr<registry::v1::OpenCameraResponse>& camera);

  const Parts parts_;
  std::stop_source stop_;
  absl::Mutex mutex_;
  std::map<std::string, Held> held_ ABSL_GUARDED_BY(mutex_);  ///< by channel
  bool snapshotOver_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cameramonit::assigned
