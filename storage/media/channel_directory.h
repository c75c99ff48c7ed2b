#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>

namespace cameramonit::media {

/// What this room must know of projects and channels, which another service keeps. Thread-safe; may block on a call.
class ChannelDirectory {
 public:
  virtual ~ChannelDirectory() = default;

  /// Whether there is such a channel. Errors: CHANNEL_UNKNOWN; UNAVAILABLE when nobody can be asked.
  virtual absl::Status checkChannel(const std::string& channel) = 0;

  /// Bytes that the media of a project may take; 0: no limit but the disk's. Errors: PROJECT_UNKNOWN; UNAVAILABLE.
  virtual absl::StatusOr<std::int64_t> quotaBytes(const std::string& project) = 0;
};

}  // namespace cameramonit::media
