#pragma once

#include <functional>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "common/log/logger.h"
#include "server/chat/peers_client.h"

namespace cameramonit::chat {

/// Hears from the events and the media service that something changed, and says so; comes back by itself when a
/// service was away. Changes that follow closely are told together, so that a busy day costs its watchers few looks.
/// Owns three threads. Thread-safe.
class ChangeListener {
 public:
  /// Borrows both. `changed` is called on a thread of the listener's and must not block.
  ChangeListener(const PeersClient& peers, log::Logger& log, std::function<void()> changed);
  /// Stops and joins.
  ~ChangeListener();
  ChangeListener(const ChangeListener&) = delete;
  ChangeListener& operator=(const ChangeListener&) = delete;

 private:
  /// Reads one stream until it ends; false when it never gave anything.
  using ReadStream = std::function<bool(grpc::ClientContext&)>;
  void listen(const char* what, const ReadStream& read);
  void heard();
  void tell();
  /// Waits, unless stopping; whether to go on.
  bool pause(absl::Duration time);

  const PeersClient& peers_;
  log::Logger& log_;
  const std::function<void()> changed_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool heard_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<grpc::ClientContext*> open_ ABSL_GUARDED_BY(mutex_);
  std::thread events_;
  std::thread media_;
  std::thread teller_;
};

}  // namespace cameramonit::chat
