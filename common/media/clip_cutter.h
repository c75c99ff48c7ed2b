#pragma once

#include <filesystem>
#include <stop_token>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/demuxer.h"
#include "common/media/muxer.h"

namespace cameramonit::media {

/// A part of a media, counted from its start. Half-open: from <= t < to.
struct MediaRange {
  absl::Duration from;
  absl::Duration to = absl::InfiniteDuration();
};

/// A clip as it came out.
struct CutClip {
  absl::Duration from;      ///< where in the source its first picture is: the keyframe at or before the range
  absl::Duration duration;  ///< from the first to the end of the last picture
  Muxer::Container container = Muxer::Container::kMp4;
};

/// Copies `range` of the video file `source`, without decoding anything, into the new file `destination`: from the
/// last keyframe at or before its start, timestamps from 0, sound included where the container holds it. The container
/// is MP4 with its index in front, or Matroska where MP4 does not hold the codec. `destination` appears whole or not
/// at all. Reentrant.
/// Errors: those of Demuxer::open; NOTHING_DECODABLE when the range holds no keyframe; DISK_FULL; CANCELLED.
absl::StatusOr<CutClip> cutClip(const std::filesystem::path& source, const MediaRange& range,
                                const std::filesystem::path& destination, std::stop_token stop = {});

}  // namespace cameramonit::media
