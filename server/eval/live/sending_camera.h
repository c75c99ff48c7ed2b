#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/child_process.h"

namespace cameramonit::eval {

/// A test camera in a process of its own, gone with this object, and when it sent the pictures asked about.
class SendingCamera {
 public:
  struct Sent {
    std::size_t picture;  ///< of the film
    absl::Time at;
  };
  /// Plays `film` over and over, and `sub` as its smaller stream unless that is empty. Blocks until it is ready.
  /// Errors: FILE_MISSING, INTERNAL.
  static absl::StatusOr<std::unique_ptr<SendingCamera>> start(const std::string& film, const std::string& sub = {},
                                                              const std::vector<std::size_t>& marks = {});
  ~SendingCamera();

  const std::string& url() const { return url_; }
  const std::string& subUrl() const { return subUrl_; }
  /// The marked pictures so far, in order. Thread-safe.
  std::vector<Sent> sent() const;

 private:
  SendingCamera() = default;
  void listen(const std::stop_token& stop);

  std::unique_ptr<base::ChildProcess> process_;
  std::string url_, subUrl_;
  mutable absl::Mutex mutex_;
  std::vector<Sent> sent_ ABSL_GUARDED_BY(mutex_);
  std::jthread listener_;  ///< the only one that reads what the camera says
};

}  // namespace cameramonit::eval
