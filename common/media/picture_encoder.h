#pragma once

#include <functional>
#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/frame.h"
#include "common/media/packet.h"

struct AVCodecContext;

namespace cameramonit::media {

enum class PictureCodec {
  kH264,          ///< main profile, for every browser
  kAnimatedWebp,  ///< all pictures become one packet at the end
  kJpeg,
};

struct PictureEncoderOptions {
  PictureCodec codec = PictureCodec::kH264;
  int width = 0;   ///< pixels, even
  int height = 0;  ///< pixels, even
  double framesPerSecond = 25;
  /// 0 (worst) .. 100 (best), in the codec's own measure; for H.264 about 51 - crf, doubled.
  int quality = 50;
  int mostKbitPerSecond = 0;  ///< H.264 only; 0: what quality takes
  int threads = 1;
};

/// Pictures in, packets out. Thread-bound.
class PictureEncoder {
 public:
  using Sink = std::function<absl::Status(Packet&)>;

  /// Errors: INTERNAL (the encoder is missing in this build of FFmpeg, or out of memory).
  static absl::StatusOr<PictureEncoder> open(const PictureEncoderOptions& options);

  PictureEncoder(PictureEncoder&&) noexcept;
  ~PictureEncoder();

  /// Encodes `picture`: planar 4:2:0 of the size given at opening, at() later than the one before. Packets that became
  /// ready go to `sink`, whose error ends it.
  absl::Status encode(Frame& picture, const Sink& sink);

  /// No more pictures: hands out what is left.
  absl::Status finish(const Sink& sink);

  /// For Muxer::addEncoded. For common/media alone.
  const AVCodecContext& native() const { return *context_; }

 private:
  struct Free {
    void operator()(AVCodecContext* context) const;
  };

  PictureEncoder() = default;
  absl::Status drain(const Sink& sink);

  std::unique_ptr<AVCodecContext, Free> context_;
};

}  // namespace cameramonit::media
