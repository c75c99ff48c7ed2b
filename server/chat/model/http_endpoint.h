#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/secret.h"

namespace cameramonit::chat {

/// Posts JSON to one fixed address. Redirects are not followed, nor anything but http and https, so a reply cannot send
/// us elsewhere. Thread-safe.
class HttpEndpoint {
 public:
  struct Options {
    std::string url;                ///< http://… or https://…
    base::Secret<std::string> key;  ///< sent as a bearer token; empty: none
    absl::Duration timeLimit = absl::Seconds(3);
    std::size_t largestReply = 64 * 1024;  ///< bytes
  };

  explicit HttpEndpoint(Options options);

  /// The body of a 200 reply.
  /// Errors: LANGUAGE_MODEL_UNAVAILABLE for no connection, no reply in time, a reply that is too large, or any other
  /// status.
  absl::StatusOr<std::string> post(const std::string& json) const;

 private:
  const Options options_;
};

}  // namespace cameramonit::chat
