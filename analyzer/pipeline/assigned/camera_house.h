#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/pipeline/assigned/live_camera.h"
#include "analyzer/pipeline/live_desk.h"

namespace cameramonit::assigned {

/// All live cameras of this process. Each is started, changed and ended on a thread of its own, so that a camera that
/// takes its time with that disturbs no other. Thread-safe.
class CameraHouse final : public CameraRunner, public pipeline::LiveDesk {
 public:
  /// Borrows what `parts` refers to.
  explicit CameraHouse(LiveCamera::Parts parts) : parts_(std::move(parts)) {}
  ~CameraHouse() override;
  CameraHouse(const CameraHouse&) = delete;
  CameraHouse& operator=(const CameraHouse&) = delete;

  void run(LiveOrder order) override;
  void end(const std::string& channel) override;
  /// Ends all and waits for it. Idempotent.
  void stop();

  std::optional<analyzer::v1::LiveStatus> status(const std::string& channel) const override;
  absl::StatusOr<analyzer::v1::GetSnapshotResponse> snapshot(const std::string& channel) const override;
  absl::Status show(const std::string& channel, std::shared_ptr<Stream> stream) override;

 private:
  /// The place of one channel. Its thread makes of `camera` what `wanted` says.
  struct Place {
    absl::Mutex mutex;
    std::optional<LiveOrder> wanted ABSL_GUARDED_BY(mutex);
    bool changed ABSL_GUARDED_BY(mutex) = false;
    bool leaving ABSL_GUARDED_BY(mutex) = false;
    std::shared_ptr<LiveCamera> camera ABSL_GUARDED_BY(mutex);
    std::thread thread;
  };

  void keep(Place& place) const;
  std::shared_ptr<LiveCamera> find(const std::string& channel) const;

  const LiveCamera::Parts parts_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::unique_ptr<Place>> places_ ABSL_GUARDED_BY(mutex_);  ///< stays for a channel that ended
};

}  // namespace cameramonit::assigned
