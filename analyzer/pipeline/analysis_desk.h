#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/detect/shared_detector.h"
#include "analyzer/pipeline/analysis_job.h"
#include "analyzer/pipeline/peers_client.h"
#include "common/base/clock.h"
#include "common/log/logger.h"

namespace cameramonit::pipeline {

/// Takes up every stored film that waits for analysis, also after a restart, and works through them in order of
/// arrival. A film whose analysis was cut off begins anew; what it records again is the same. Thread-safe.
class AnalysisDesk {
 public:
  struct Parts {
    const PeersClient& peers;
    detect::SharedDetector& detector;
    const base::Clock& clock;
    log::Logger& log;
    std::function<void()> changed;  ///< a job moved on; called on the desk's threads, must not block
    int jobs = 1;                   ///< films at once
    int framesInFlight = 2;         ///< see track::VideoTrackerOptions
  };
  /// Borrows what `parts` refers to.
  explicit AnalysisDesk(Parts parts) : parts_(std::move(parts)) {}
  ~AnalysisDesk();
  AnalysisDesk(const AnalysisDesk&) = delete;
  AnalysisDesk& operator=(const AnalysisDesk&) = delete;

  /// Works from now on. Once, when the peers are connected.
  void start();

  /// Works no more: jobs under way are left unfinished, to be taken up at the next start. Idempotent.
  void stop();

  /// The job of a media; starts one when there is none, or when it is over and `again`.
  std::shared_ptr<AnalysisJob> submit(const std::string& media, bool again);
  /// Null when this desk knows of none.
  std::shared_ptr<AnalysisJob> find(const std::string& media) const;
  /// The job that is under way for a channel, and how many of it wait.
  struct ChannelWork {
    std::shared_ptr<AnalysisJob> running;
    int waiting = 0;
  };
  ChannelWork workOf(const std::string& channel) const;

 private:
  void listen();
  void work();
  void run(AnalysisJob& job);
  absl::Status analyse(AnalysisJob& job, const std::string& attempt, bool& truncated);
  void forgetOld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Parts parts_;
  std::stop_source stop_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<AnalysisJob>> jobs_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<AnalysisJob>> waiting_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cameramonit::pipeline
