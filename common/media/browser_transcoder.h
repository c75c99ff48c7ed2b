#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/media/clip_cutter.h"

namespace cameramonit::media {

struct BrowserOptions {
  MediaRange range = {};
  int mostWidth = 1280;  ///< pixels
  int mostHeight = 720;  ///< pixels
  int mostKbitPerSecond = 2500;
  double mostPerSecond = 30;  ///< pictures
  int threads = 2;            ///< of decoder and encoder, each
  /// Told now and then how far it is, from the start of the range. May be empty.
  std::function<void(absl::Duration)> progress = {};
};

/// Codes `options.range` of the video file `source` anew so that every browser plays it: H.264 main profile 4:2:0 and
/// AAC in an MP4 with its index in front. `destination` appears whole or not at all. Reentrant.
/// Errors: those of PictureReader::open; DISK_FULL; CANCELLED.
absl::Status transcodeForBrowser(const std::filesystem::path& source, const BrowserOptions& options,
                                 const std::filesystem::path& destination, std::stop_token stop = {});

}  // namespace cameramonit::media
