#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/clip_cutter.h"
#include "common/media/demuxer.h"
#include "common/media/packet.h"

struct AVAudioFifo;
struct AVCodecContext;
struct AVFrame;
struct SwrContext;

namespace cameramonit::media {

/// The sound of a part of a media file as AAC, mono or stereo, 48 kHz or less. Reads the file on its own. Thread-bound.
class SoundTranscoder {
 public:
  using Sink = std::function<absl::Status(Packet&)>;

  /// Nothing when the file has no sound that can be decoded: pictures without sound are still worth having.
  static std::optional<SoundTranscoder> open(const std::filesystem::path& file, const MediaRange& range,
                                             std::stop_token stop = {});

  SoundTranscoder(SoundTranscoder&&) noexcept;
  ~SoundTranscoder();

  /// Hands out packets until `until` (from the start of the range) is reached or the sound ends. Damaged stretches are
  /// left out. Errors: those of `sink`, CANCELLED.
  absl::Status run(absl::Duration until, const Sink& sink);

  /// Hands out what is left within the range.
  absl::Status finish(const Sink& sink);

  /// The AAC encoder, for Muxer::addEncoded. For common/media alone.
  const AVCodecContext& native() const { return *encoder_; }

 private:
  struct Free {
    void operator()(AVCodecContext* context) const;
    void operator()(SwrContext* context) const;
    void operator()(AVAudioFifo* fifo) const;
  };

  SoundTranscoder(Demuxer demuxer, const MediaRange& range) : demuxer_(std::move(demuxer)), range_(range) {}
  bool prepare();
  absl::StatusOr<bool> decodeMore();
  absl::Status takeDecoded();
  bool resample(const AVFrame& frame);
  absl::Status encodeReady(bool rest, const Sink& sink);
  absl::Status drain(const Sink& sink);

  Demuxer demuxer_;
  MediaRange range_;
  int stream_ = -1;
  std::unique_ptr<AVCodecContext, Free> decoder_;
  std::unique_ptr<AVCodecContext, Free> encoder_;
  std::unique_ptr<SwrContext, Free> resampler_;
  std::unique_ptr<AVAudioFifo, Free> samples_;
  std::optional<std::int64_t> firstSample_;  ///< place of the first sample kept, from the start of the range
  std::int64_t samplesEncoded_ = 0;
  absl::Duration reached_;
  bool ended_ = false;
};

}  // namespace cameramonit::media
