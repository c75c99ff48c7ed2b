#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "web-gateway/grpcweb/metadata.h"

namespace cameramonit::session {

/// Makes one exchange out of several requests with the same refresh token. A token may be used once, and a second use
/// ends the session; but two tabs of one browser wake at the same moment and a reloaded page asks again. So whoever
/// comes while the exchange runs, or within a few seconds after it, gets the same answer. Thread-safe.
class RefreshDesk {
 public:
  using Answer = std::function<void(const grpcweb::CallStatus&, const std::string& reply)>;

  /// `keep`: how long a successful answer is given again.
  RefreshDesk(const base::Clock& clock, absl::Duration keep) : clock_(clock), keep_(keep) {}

  /// Promises `answer` the outcome for `token`. True: the caller must make the exchange and `settle` it. Else `answer`
  /// is called now, when the outcome is known, or when it will be.
  bool join(const std::string& token, Answer answer);

  /// Hands the outcome to everybody who waits for it.
  void settle(const std::string& token, const grpcweb::CallStatus& status, const std::string& reply);

 private:
  struct Exchange {
    std::vector<Answer> waiting;
    std::optional<std::string> reply;
    absl::Time forgetAt = absl::InfiniteFuture();
  };

  const base::Clock& clock_;
  const absl::Duration keep_;
  absl::Mutex mutex_;
  std::unordered_map<std::string, Exchange> exchanges_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::session
