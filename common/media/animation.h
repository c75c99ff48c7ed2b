#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/media/clip_cutter.h"

namespace cameramonit::media {

struct AnimationOptions {
  absl::Duration from = {};                  ///< where in the media it begins
  absl::Duration length = absl::Seconds(4);  ///< shorter where the media ends
  int mostWidth = 400;                       ///< pixels
  int mostHeight = 400;                      ///< pixels
  double perSecond = 8;                      ///< pictures
  std::int64_t mostBytes = 1500 * 1000;      ///< what messengers still show at once
};

/// Makes an animated WebP, looping for ever, of a part of the video file `source`. Too large a result is made again
/// smaller and coarser until it fits. `destination` appears whole or not at all. Reentrant.
/// Errors: those of PictureReader::open; DISK_FULL; CANCELLED.
absl::Status makeAnimation(const std::filesystem::path& source, const AnimationOptions& options,
                           const std::filesystem::path& destination, std::stop_token stop = {});

}  // namespace cameramonit::media
