#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/pipeline/analysis_sink.h"

namespace cameramonit::pipeline {

/// Lets a live channel go on while the services it tells are slow or away: what it tells is queued, and delivered in
/// order on a thread of its own, again and again until it is taken. The queue is bounded: of an event that waits only
/// its last telling is kept, and pictures are left out, counted, where they would take too much memory. Thread-safe.
class OutboxSink final : public AnalysisSink {
 public:
  struct Limits {
    std::int64_t pictureBytes = 16 << 20;                 ///< of pictures that wait
    std::size_t letters = 20'000;                         ///< tellings that wait; beyond, the oldest are lost
    absl::Duration firstPause = absl::Milliseconds(100);  ///< after a failure; doubles
    absl::Duration longestPause = absl::Seconds(5);
  };
  struct Stats {
    std::size_t waiting = 0;
    std::int64_t delivered = 0;
    std::int64_t refused = 0;       ///< the services will never take them
    std::int64_t lost = 0;          ///< for want of room, or since it ended first
    std::int64_t picturesShed = 0;  ///< events went without them
  };

  OutboxSink(std::unique_ptr<AnalysisSink> services, const Limits& limits);
  explicit OutboxSink(std::unique_ptr<AnalysisSink> services) : OutboxSink(std::move(services), Limits()) {}
  /// Delivers what waits as long as that succeeds, then gives up.
  ~OutboxSink() override;
  OutboxSink(const OutboxSink&) = delete;
  OutboxSink& operator=(const OutboxSink&) = delete;

  absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                      const std::vector<events::v1::Event>& events) override;
  /// The names given are stand-ins; what is delivered has the true ones.
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time taken,
                                        const std::string& jpeg) override;
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) override;
  void progress(absl::Duration, absl::Duration) override {}

  Stats stats() const;

 private:
  /// One thing to be told.
  struct Letter {
    enum class Kind { kObject, kEvent, kStill, kClip };
    Kind kind = Kind::kEvent;
    std::string name;  ///< of what it tells
    events::v1::TrackedObject object = {};
    events::v1::Event event = {};
    std::string standIn = {};  ///< of stills and clips
    absl::Time from = {}, to = {};
    std::string jpeg = {};
  };

  void enqueue(Letter letter);
  /// Enqueues what will be given a name; a stand-in for that name.
  std::string enqueueUnnamed(Letter letter);
  std::string trueName(const std::string& name) const;
  std::optional<Letter> next();
  absl::Status deliver(const Letter& letter);
  void settle(Letter letter, const absl::Status& status);
  void run();
  bool stopping() const;

  const std::unique_ptr<AnalysisSink> services_;
  const Limits limits_;
  mutable absl::Mutex mutex_;
  std::deque<Letter> letters_ ABSL_GUARDED_BY(mutex_);
  std::int64_t pictureBytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t standIns_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration pause_ ABSL_GUARDED_BY(mutex_);
  Stats stats_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> trueNames_;  ///< of the delivering thread alone
  std::jthread thread_;
};

}  // namespace cameramonit::pipeline
