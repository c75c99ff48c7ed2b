#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/packet.h"
#include "common/media/stream_info.h"

struct AVFormatContext;
struct AVIOContext;

namespace cameramonit::media {

/// Writes packets as fragmented MP4 (ISO/IEC 14496-12 § 8.8) wherever its bytes are wanted: a head that says what
/// comes, then fragments, each whole in itself. Whatever was handed out can be played, however it goes on.
/// Thread-bound.
class FragmentMuxer {
 public:
  /// Gets bytes in order: first the head, then one or more whole fragments a call. An error ends the writing.
  using Output = std::function<absl::Status(std::string_view bytes)>;

  struct Options {
    /// Fragments begin at keyframes and at least so often; zero: every picture is one, for the least delay.
    absl::Duration fragment = absl::Seconds(1);
    bool sound = true;
  };

  /// Puts out the head at once. Streams that MP4 does not hold are left out, sound that is none of the options too.
  /// Errors: CODEC_UNSUPPORTED when the video is not held; what `output` gives.
  static absl::StatusOr<std::unique_ptr<FragmentMuxer>> begin(const Streams& streams, const Options& options,
                                                              Output output);

  ~FragmentMuxer();
  FragmentMuxer(const FragmentMuxer&) = delete;
  FragmentMuxer& operator=(const FragmentMuxer&) = delete;

  /// Takes the content of a packet of `streams`, the first being a keyframe of the video. The file's time begins with
  /// it. Times that would run backwards are put right. Packets of streams left out are ignored.
  absl::Status write(Packet packet);

  /// Puts out what is still inside.
  absl::Status flush();

  /// For browsers: `video/mp4; codecs="avc1.64001f,mp4a.40.2"`; without codecs where we cannot name them. Reentrant.
  static std::string contentType(const Streams& streams, bool sound);

 private:
  struct Track {
    int index = -1;  ///< in the output; -1: left out
    Rational timeBase;
    std::int64_t origin = INT64_MIN;  ///< tick of the input at which the file begins
    std::int64_t lastDts = INT64_MIN;
  };
  struct Close {
    void operator()(AVFormatContext* context) const;
  };

  FragmentMuxer(const Streams& streams, const Options& options, Output output);
  absl::Status open();
  absl::Status addStream(const StreamInfo& source);
  absl::Status putOut();
  static int collect(void* self, const std::uint8_t* bytes, int size);

  const Streams streams_;
  const Options options_;
  const Output output_;
  std::string bytes_;          // written by libavformat, not put out yet
  std::vector<Track> tracks_;  // by stream of the input
  std::unique_ptr<AVFormatContext, Close> context_;
};

}  // namespace cameramonit::media
