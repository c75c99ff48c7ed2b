#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <grpcpp/support/server_callback.h>

#include "common/base/status.h"
#include "common/rpc/status_mapping.h"

namespace cameramonit::rpc {

/// The answering side of one server-streaming call. Messages queue here and leave one at a time; a reader that does
/// not keep up is cut off rather than allowed to fill the memory. It keeps itself alive until gRPC is done with it, so
/// holders may use it at any time. Thread-safe; the callbacks run on gRPC's threads and must not block.
template <typename Response>
class ServerStream final : public grpc::ServerWriteReactor<Response> {
 public:
  static std::shared_ptr<ServerStream> create() {
    std::shared_ptr<ServerStream> stream(new ServerStream());
    absl::MutexLock lock(&stream->mutex_);
    stream->self_ = stream;
    return stream;
  }

  /// Keeps the call, and with it its request, until release(), even where its caller has gone: who works for it may use
  /// the request. Before anything else.
  void hold() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    held_ = true;
  }
  void release() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    held_ = false;
    advance();
  }

  /// Queues a message. False when the call is over (then nothing more will leave).
  bool push(Response message) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (closed_ || finishing_) return false;
    if (queue_.size() >= kQueueLimit) {
      finishing_ = base::outOfRange(type::v1::ERROR_REASON_REVISION_COMPACTED,
                                    "You read slower than things happen. Continue from your last revision.");
      advance();
      return false;
    }
    queue_.push_back(std::move(message));
    advance();
    return true;
  }

  /// Ends the call with `status` after what is queued. Idempotent: the first status counts.
  void finish(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    if (closed_ || finishing_) return;
    finishing_ = status;
    advance();
  }

  /// `drained` is called whenever the queue has become empty, once now and then after each last write: the place for
  /// a producer that must not run ahead of its reader. Set before any push.
  void onDrained(std::function<void()> drained) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      absl::MutexLock lock(&mutex_);
      if (closed_) return;  // nothing would ever release the producer that `drained` holds
      drained_ = drained;
    }
    drained();
  }

  /// `closed` is called once when the call is over for whatever reason; at once if it already is.
  void onClosed(std::function<void()> closed) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      absl::MutexLock lock(&mutex_);
      if (!closed_) {
        onClosed_.push_back(std::move(closed));
        return;
      }
    }
    closed();
  }

  /// Does not keep the stream alive.
  std::weak_ptr<ServerStream> weak() ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return self_;
  }

  /// Whether everything that was pushed has left.
  bool isDrained() const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return queue_.empty();
  }

  bool closed() const ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::MutexLock lock(&mutex_);
    return closed_;
  }

  void OnWriteDone(bool ok) override {
    std::function<void()> drained;
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      if (!queue_.empty()) queue_.pop_front();
      if (!ok) {
        queue_.clear();
        if (!finishing_) finishing_ = base::cancelled("The reader went away.");
      } else if (queue_.empty() && !finishing_ && !closed_) {
        drained = drained_;
      }
      advance();
    }
    if (drained) drained();
  }
  void OnCancel() override { close(); }
  void OnDone() override {
    close();
    std::shared_ptr<ServerStream> keep;  // may be the last holder
    absl::MutexLock lock(&mutex_);
    keep = std::move(self_);
  }

 private:
  static constexpr std::size_t kQueueLimit = 4096;

  ServerStream() = default;

  void close() ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<std::function<void()>> callbacks;
    {
      absl::MutexLock lock(&mutex_);
      if (closed_) return;
      closed_ = true;
      callbacks = std::move(onClosed_);
      drained_ = nullptr;
      if (!finishing_) finishing_ = base::cancelled("The call was cancelled.");
      advance();
    }
    for (const auto& callback : callbacks) callback();
  }

  void advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_) return;
    if (!queue_.empty() && !closed_) {
      writing_ = true;
      this->StartWrite(&queue_.front());
    } else if (finishing_ && !held_) {
      finished_ = true;
      this->Finish(toGrpcStatus(*finishing_));
    }
  }

  mutable absl::Mutex mutex_;
  std::deque<Response> queue_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> finishing_ ABSL_GUARDED_BY(mutex_);
  std::function<void()> drained_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> onClosed_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<ServerStream> self_ ABSL_GUARDED_BY(mutex_);  // until OnDone
};

}  // namespace cameramonit::rpc
