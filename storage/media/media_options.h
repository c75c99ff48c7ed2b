#pragma once

#include <cstdint>
#include <filesystem>

#include <absl/time/time.h>

namespace cameramonit::media {

/// Settings of the media service.
struct MediaOptions {
  std::filesystem::path directory;                     ///< of all files; one process at a time
  std::int64_t freeDiskBytes = std::int64_t{1} << 30;  ///< uploads stop before less than this is left
  std::int64_t madeBytes = std::int64_t{10} << 30;     ///< of what can be made again; the longest unused goes first
  absl::Duration uploadLife = absl::Hours(24);         ///< of an unfinished upload after its last chunk
  absl::Duration urlLife = absl::Hours(6);             ///< of playback URLs
  absl::Duration makingPatience = absl::Seconds(20);   ///< how long a call waits for a file that is being made
  int makingThreads = 1;                               ///< files made at the same time
  int codingThreads = 2;                               ///< of one encoder
};

}  // namespace cameramonit::media
