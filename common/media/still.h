#pragma once

#include <filesystem>
#include <stop_token>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace cameramonit::media {

struct StillOptions {
  absl::Duration at = {};  ///< from the start of the media; the first picture then or later, else the last one before
  int mostWidth = 1280;    ///< pixels
  int mostHeight = 720;    ///< pixels
  int quality = 85;        ///< 0..100
};

/// One picture of the video file `source` as JPEG bytes. Reentrant.
/// Errors: those of PictureReader::open; CANCELLED.
absl::StatusOr<std::string> makeStill(const std::filesystem::path& source, const StillOptions& options,
                                      std::stop_token stop = {});

}  // namespace cameramonit::media
