#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/time/time.h>

struct AVCodecParameters;
struct AVFormatContext;
struct AVStream;

namespace cameramonit::media {

struct Rational {
  int numerator = 0;
  int denominator = 1;
};

/// What is known about one stream without looking at its packets, by value: it outlives the input it came from, so a
/// decoder or a writer made from it survives a reconnect. Copies share the codec's parameters, which never change.
struct StreamInfo {
  enum class Kind { kVideo, kAudio, kOther };

  int index = -1;  ///< that its packets carry
  Kind kind = Kind::kOther;
  std::string codec;           ///< libavcodec's name, e.g. "h264"
  int width = 0;               ///< pixels, before rotation; the pictures themselves may differ
  int height = 0;              ///< pixels, before rotation
  int rotationDegrees = 0;     ///< clockwise turn to show it upright: 0, 90, 180 or 270
  double framesPerSecond = 0;  ///< 0 where unknown
  int sampleRate = 0;          ///< of sound, Hz
  absl::Duration duration;     ///< zero where unknown or endless

  Rational timeBase = {1, 1000000};  ///< seconds a tick of its packets' times
  std::int64_t originUs = 0;         ///< where the media starts on the clock of its packets
  Rational averageRate;
  Rational sampleAspect;
  std::vector<std::int32_t> displayMatrix;  ///< as in MP4; empty where there is none
  /// Never null in a stream that was opened. For common/media alone.
  std::shared_ptr<const AVCodecParameters> parameters;

  /// When `pts` is shown, from the start of the media.
  absl::Duration toOffset(std::int64_t pts) const;
  /// The tick of that moment.
  std::int64_t toPts(absl::Duration offset) const;
};

/// The streams of one input, as they were at one time.
struct Streams {
  std::vector<StreamInfo> all;  ///< by index
  int video = -1;               ///< index of the main one; -1: none
  int audio = -1;               ///< index of the sound that goes with it; -1: none

  const StreamInfo& videoInfo() const { return all[static_cast<std::size_t>(video)]; }
};

/// Copies what `context` knows about its stream. Reentrant. For common/media alone.
StreamInfo describeStream(const AVFormatContext& context, const AVStream& stream);

/// All streams of `context` with the best video and its sound chosen. The cover picture of a song is no video.
/// Reentrant. For common/media alone.
Streams describeStreams(AVFormatContext& context);

/// A copy that its holder may change. Never null. For common/media alone.
std::shared_ptr<AVCodecParameters> copyParameters(const AVCodecParameters& parameters);

}  // namespace cameramonit::media
