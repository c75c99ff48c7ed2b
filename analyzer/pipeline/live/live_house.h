#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/pipeline/live/live_channel.h"

namespace cameramonit::pipeline {

/// What is needed to watch one channel.
struct LiveAssignment {
  LiveSettings settings;
  std::shared_ptr<source::PacketRing> ring;
  std::unique_ptr<AnalysisSink> sink;
  std::unique_ptr<ledger::LedgerStore> ledger;
};

/// All channels that this analyzer watches, under one budget of threads and one detector. Adding, changing or losing
/// one does not make another wait. Thread-safe.
class LiveHouse {
 public:
  struct Parts {
    detect::SharedDetector& detector;
    const base::Clock& clock;
    log::Logger& log;
    int threads = 2;  ///< channels that work at once
  };
  /// Borrows what `parts` refers to.
  explicit LiveHouse(const Parts& parts) : parts_(parts), turns_(parts.threads) {}
  /// Stops all.
  ~LiveHouse();
  LiveHouse(const LiveHouse&) = delete;
  LiveHouse& operator=(const LiveHouse&) = delete;

  /// Watches a channel from now on; one of the same name is stopped first. Errors: what the ledger's store gives.
  absl::Status put(LiveAssignment assignment);
  /// Stops watching. Nothing happens where there is no such channel.
  void remove(const std::string& channel);

  /// Null where it is not watched. Hold it no longer than a call.
  std::shared_ptr<const LiveChannel> find(const std::string& channel) const;
  std::vector<LiveStatus> statuses() const;
  /// How every moment of a channel was looked at; empty where it is not watched.
  std::vector<ledger::Span> ledger(const std::string& channel, absl::Time from, absl::Time to) const;
  /// Channels that wait for their turn now.
  int waiting() const { return turns_.waiting(); }

 private:
  /// Destroyed in reverse: the channel first.
  struct Watched {
    std::shared_ptr<source::PacketRing> ring;
    std::unique_ptr<AnalysisSink> sink;
    std::unique_ptr<ledger::LedgerStore> store;
    std::unique_ptr<ledger::Ledger> ledger;
    std::unique_ptr<LiveChannel> channel;
  };
  std::shared_ptr<Watched> watched(const std::string& channel) const;

  const Parts parts_;
  Turns turns_;
  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<Watched>> channels_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::pipeline
