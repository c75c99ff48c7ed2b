#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/demuxer.h"

namespace cameramonit::media {

/// What is odd about a file that is a video all the same.
enum class VideoOddity {
  kNone,
  kEndsEarly,  ///< it stops before the end that its headers promise
  kDamaged,    ///< stretches of the container cannot be read
};

/// What a file turned out to be by demuxing it and decoding a picture.
struct VideoFacts {
  std::string container;                   ///< libavformat's names, e.g. "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;                       ///< libavcodec's name, e.g. "h264"
  std::string audioCodec;                  ///< empty where there is no sound
  int width = 0;                           ///< pixels, upright
  int height = 0;                          ///< pixels, upright
  double framesPerSecond = 0;              ///< 0 where unknown
  absl::Duration duration;                 ///< to the end of the last picture that is there
  std::optional<absl::Time> creationTime;  ///< as the file says it; clocks of cameras are often wrong
  bool browserPlayable = false;            ///< as it is, in every current browser
  bool browserCodec = false;               ///< the pictures at least: copying them into an MP4 is enough
  VideoOddity oddity = VideoOddity::kNone;
};

struct ProbeLimits {
  DemuxLimits demux;
  /// For reading the file from end to end; a longer file is judged by its headers from there on.
  absl::Duration scanTime = absl::Seconds(20);
};

/// Looks whether `file` is a video that can be analysed; its name does not matter. Reentrant.
/// Errors: those of Demuxer::open; CODEC_UNSUPPORTED; NOTHING_DECODABLE (not one picture).
absl::StatusOr<VideoFacts> probeVideo(const std::filesystem::path& file, const ProbeLimits& limits = {},
                                      std::stop_token stop = {});

}  // namespace cameramonit::media
