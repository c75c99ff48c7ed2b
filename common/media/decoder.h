#pragma once

#include <cstdint>
#include <memory>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "common/media/frame.h"
#include "common/media/packet.h"
#include "common/media/stream_info.h"

struct AVCodecContext;

namespace cameramonit::media {

struct DecoderOptions {
  int threads = 1;                     ///< more of them decode faster and hold one frame each
  bool keyframesOnly = false;          ///< decodes keyframes and skips the rest
  bool skipLoopFilter = false;         ///< a fifth cheaper, with visible block edges that grow until the next keyframe
  std::int64_t mostPixels = 64 << 20;  ///< a larger picture is refused as damage: headers can promise anything
};

/// Turns the packets of one video stream into frames. Damaged packets are counted and skipped, never an error.
/// Thread-bound. It keeps a copy of what it must know of the stream, and may outlive what the packets came from.
class Decoder {
 public:
  /// Errors: CODEC_UNSUPPORTED.
  static absl::StatusOr<Decoder> open(const StreamInfo& stream, const DecoderOptions& options = {});

  Decoder(Decoder&&) noexcept;
  ~Decoder();

  /// Gives one packet of the video stream; then call receive() until it says false.
  absl::Status send(const Packet& packet);

  /// No more packets: receive() hands out what is still inside.
  absl::Status finish();

  /// Replaces `frame` with the next one, in order of presentation. False when there is none yet, or at the end.
  absl::StatusOr<bool> receive(Frame& frame);

  /// Forgets everything, as needed after a seek.
  void reset();

  std::int64_t framesDecoded() const { return framesDecoded_; }
  /// Packets that could not be decoded and frames with guessed parts.
  std::int64_t damagedUnits() const { return damagedUnits_; }

 private:
  struct Free {
    void operator()(AVCodecContext* context) const;
  };

  explicit Decoder(const StreamInfo& stream) : stream_(stream) {}

  StreamInfo stream_;
  std::unique_ptr<AVCodecContext, Free> context_;
  std::int64_t framesDecoded_ = 0;
  std::int64_t damagedUnits_ = 0;
};

}  // namespace cameramonit::media
