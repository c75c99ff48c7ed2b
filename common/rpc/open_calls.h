#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>

namespace cameramonit::rpc {

/// Streams that stay open, each with the question whether it still may: rights that were taken away end what was begun
/// with them. Thread-safe.
class OpenCalls {
 public:
  using Check = std::function<absl::Status()>;
  using End = std::function<void(const absl::Status&)>;

  /// Registers a stream; gives its number for `remove`. `check` may block on the database, `end` must not block.
  std::uint64_t add(Check check, End end);
  /// The stream is over. Idempotent; does not wait for a check under way.
  void remove(std::uint64_t number);

  /// Asks every stream, and ends those that may not go on. A check that fails for want of a database ends nothing.
  /// Never to be called from two threads at once.
  void recheck();

  std::size_t count() const;

 private:
  struct Call {
    Check check;
    End end;
  };

  mutable absl::Mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<Call>> calls_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t next_ ABSL_GUARDED_BY(mutex_) = 1;
};

}  // namespace cameramonit::rpc
