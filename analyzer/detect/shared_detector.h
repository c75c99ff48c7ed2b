#pragma once

#include <deque>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/detect/detector.h"

namespace cameramonit::detect {

/// One detector for all channels, on a bounded number of threads. Each channel has a line of its own, and the lines are
/// served in turn, a picture each, so that a busy camera does not make a quiet one wait. Where the model takes several
/// pictures at once, those at the heads of several lines are looked at together. Callers wait for their result, so a
/// line is never longer than its channel has callers. Thread-safe.
class SharedDetector {
 public:
  /// Borrows `detector`. `threads` run it side by side.
  SharedDetector(Detector& detector, int threads);
  /// All lines must be closed before.
  ~SharedDetector();
  SharedDetector(const SharedDetector&) = delete;
  SharedDetector& operator=(const SharedDetector&) = delete;

  /// A channel's line, to be used like a detector of its own. Must not outlive this.
  std::unique_ptr<Detector> openLine();

  int threads() const { return static_cast<int>(workers_.size()); }
  /// Pictures that wait in all lines, without those that are looked at now.
  int waiting() const;

 private:
  /// A picture that somebody waits for.
  struct Job {
    const cv::Mat* picture = nullptr;
    bool done = false;
    absl::StatusOr<Detections> result = Detections();
  };
  using Queue = std::deque<Job*>;
  class Line;

  absl::StatusOr<std::vector<Detections>> wait(Queue& queue, std::span<const cv::Mat> pictures);
  void work();
  void run(const std::vector<Job*>& batch);
  /// The next picture of each line in turn, at most as many as the model takes.
  std::vector<Job*> nextBatch() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool anyWaits() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Detector& detector_;
  mutable absl::Mutex mutex_;
  std::list<Queue> lines_ ABSL_GUARDED_BY(mutex_);  ///< whose turn it is first
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> workers_;
};

}  // namespace cameramonit::detect
