#include "common/media/decoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "common/base/status.h"

namespace cameramonit::media {

Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

absl::StatusOr<Decoder> Decoder::open(const StreamInfo& stream, const DecoderOptions& options) {
  const auto unsupported = [&stream] {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_CODEC_UNSUPPORTED,
                                 "The video is coded in a way that cannot be decoded here.", {{"codec", stream.codec}});
  };
  const AVCodec* codec = avcodec_find_decoder(stream.parameters->codec_id);
  if (codec == nullptr) return unsupported();

  Decoder decoder(stream);
  decoder.context_.reset(avcodec_alloc_context3(codec));
  AVCodecContext* context = decoder.context_.get();
  if (context == nullptr) return base::internalError("Out of memory.");
  if (avcodec_parameters_to_context(context, stream.parameters.get()) < 0) return unsupported();
  context->pkt_timebase = {stream.timeBase.numerator, stream.timeBase.denominator};
  context->thread_count = options.threads;
  context->max_pixels = options.mostPixels;
  if (options.keyframesOnly) context->skip_frame = AVDISCARD_NONKEY;
  if (options.skipLoopFilter) context->skip_loop_filter = AVDISCARD_ALL;
  // Broken headers fail later too, packet by packet; then nothing is decodable, which the reader of frames reports.
  const int opened = avcodec_open2(context, codec, nullptr);
  if (opened == AVERROR(ENOSYS) || opened == AVERROR_PATCHWELCOME) return unsupported();
  if (opened < 0) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                 "No picture of this video can be decoded; the codec's headers are damaged.",
                                 {{"codec", stream.codec}});
  }
  return decoder;
}

absl::Status Decoder::send(const Packet& packet) {
  const int result = avcodec_send_packet(context_.get(), packet.native());
  if (result == AVERROR(ENOMEM)) return base::internalError("Out of memory while decoding.");
  if (result == AVERROR(EAGAIN)) return base::internalError("Frames must be received before more packets are sent.");
  if (result < 0) ++damagedUnits_;
  return absl::OkStatus();
}

absl::Status Decoder::finish() {
  const int result = avcodec_send_packet(context_.get(), nullptr);
  if (result < 0 && result != AVERROR_EOF) ++damagedUnits_;
  return absl::OkStatus();
}

absl::StatusOr<bool> Decoder::receive(Frame& frame) {
  for (;;) {
    const int result = avcodec_receive_frame(context_.get(), frame.native());
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return false;
    if (result == AVERROR(ENOMEM)) return base::internalError("Out of memory while decoding.");
    if (result >= 0) break;
    ++damagedUnits_;
  }
  ++framesDecoded_;
  if (frame.damaged()) ++damagedUnits_;
  const std::int64_t pts = frame.native()->best_effort_timestamp;
  frame.setAt(pts == AV_NOPTS_VALUE ? std::nullopt : std::optional(stream_.toOffset(pts)));
  return true;
}

void Decoder::reset() {
  avcodec_flush_buffers(context_.get());
}

void Decoder::Free::operator()(AVCodecContext* context) const {
  avcodec_free_context(&context);
}

}  // namespace cameramonit::media
