#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "web-gateway/http/handler.h"

namespace cameramonit::http {

/// The meeting point of a handler, which writes from any thread, and the connection, which takes what was written on
/// its own. Thread-safe.
class Exchange final : public ResponseWriter {
 public:
  /// A stretch of the body: owned, or shared with a cache.
  struct Piece {
    std::string bytes;
    std::shared_ptr<const std::string> shared;
    Written written;

    std::size_t size() const { return shared ? shared->size() : bytes.size(); }
  };

  /// What has been written since the last time.
  struct Outgoing {
    std::optional<ResponseHead> head;
    std::vector<Piece> pieces;
    bool finished = false;
    bool aborted = false;
  };

  /// `wake` asks the connection to take what is there. It is called under a lock and must only post.
  explicit Exchange(std::function<void()> wake) : wake_(std::move(wake)) {}

  void send(Response response) override;
  void start(ResponseHead head) override;
  void write(std::string bytes, Written written) override;
  void finish() override;
  void abort() override;
  void onGone(std::function<void()> callback) override;

  // The connection's side.

  Outgoing take();
  /// Whether the response is complete, though perhaps not yet taken.
  bool finished() const;
  /// Tells the handler that the client has gone, fails what was not taken, and never wakes the connection again.
  void clientGone();
  /// Lets go of the handler's callbacks once the response has been delivered.
  void delivered();

 private:
  void wakeLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  std::function<void()> wake_ ABSL_GUARDED_BY(mutex_);
  Outgoing outgoing_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> gone_ ABSL_GUARDED_BY(mutex_);
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool isGone_ ABSL_GUARDED_BY(mutex_) = false;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cameramonit::http
