#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::media {

/// How a channel wants its events proved.
struct ChannelSettings {
  absl::Duration preRoll = absl::Seconds(5);                 ///< shown before an event in its clip
  absl::Duration postRoll = absl::Seconds(5);                ///< shown after it
  absl::Duration animationLength = absl::Seconds(4);         ///< of the animation to share
  absl::Duration recordingLimit = absl::InfiniteDuration();  ///< how long its recordings are kept
  std::int64_t recordingBytes = 0;                           ///< that they may take together; 0: any number
};

/// What this room must know of projects and channels, which another service keeps. Thread-safe; may block on a call.
class ChannelDirectory {
 public:
  virtual ~ChannelDirectory() = default;

  /// Errors: CHANNEL_UNKNOWN; UNAVAILABLE when nobody can be asked.
  virtual absl::StatusOr<ChannelSettings> settings(const std::string& channel) = 0;

  /// Bytes that the media of a project may take; 0: no limit but the disk's. Errors: PROJECT_UNKNOWN; UNAVAILABLE.
  virtual absl::StatusOr<std::int64_t> quotaBytes(const std::string& project) = 0;

  /// How long a project keeps recordings and clips; infinite: until space is needed. Errors: as quotaBytes().
  virtual absl::StatusOr<absl::Duration> retention(const std::string& project) = 0;
};

}  // namespace cameramonit::media
