#include "common/media/sound_transcoder.h"

#include <algorithm>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/channel_layout.h>
#include <libswresample/swresample.h>
}

#include "common/base/status.h"
#include "common/media/frame.h"

namespace cameramonit::media {
namespace {

constexpr int kBitsPerChannel = 64000;
constexpr int kAacRates[] = {48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000};

/// The highest rate of AAC that is not above the source's, so that nothing is lost or invented.
int aacRate(int sourceRate) {
  for (const int rate : kAacRates) {
    if (rate <= sourceRate) return rate;
  }
  return 8000;
}

}  // namespace

SoundTranscoder::SoundTranscoder(SoundTranscoder&&) noexcept = default;
SoundTranscoder::~SoundTranscoder() = default;

std::optional<SoundTranscoder> SoundTranscoder::open(const std::filesystem::path& file, const MediaRange& range,
                                                     std::stop_token stop) {
  absl::StatusOr<Demuxer> demuxer = Demuxer::open(file, {}, std::move(stop));
  if (!demuxer.ok()) return std::nullopt;
  SoundTranscoder sound(std::move(*demuxer), range);
  if (!sound.prepare()) return std::nullopt;
  return sound;
}

bool SoundTranscoder::prepare() {
  AVFormatContext* format = demuxer_.native();
  const AVCodec* codec = nullptr;
  stream_ = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, demuxer_.video().index, &codec, 0);
  if (stream_ < 0 || codec == nullptr) return false;
  for (unsigned i = 0; i < format->nb_streams; ++i) {
    if (static_cast<int>(i) != stream_ && static_cast<int>(i) != demuxer_.video().index) {
      format->streams[i]->discard = AVDISCARD_ALL;
    }
  }
  decoder_.reset(avcodec_alloc_context3(codec));
  if (!decoder_ || avcodec_parameters_to_context(decoder_.get(), format->streams[stream_]->codecpar) < 0) return false;
  decoder_->pkt_timebase = format->streams[stream_]->time_base;
  if (avcodec_open2(decoder_.get(), codec, nullptr) < 0) return false;
  if (decoder_->sample_rate <= 0 || decoder_->ch_layout.nb_channels <= 0) return false;

  const AVCodec* aac = avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (aac == nullptr) return false;
  encoder_.reset(avcodec_alloc_context3(aac));
  if (!encoder_) return false;
  encoder_->sample_rate = aacRate(decoder_->sample_rate);
  encoder_->sample_fmt = AV_SAMPLE_FMT_FLTP;
  av_channel_layout_default(&encoder_->ch_layout, std::min(2, decoder_->ch_layout.nb_channels));
  encoder_->bit_rate = static_cast<std::int64_t>(kBitsPerChannel) * encoder_->ch_layout.nb_channels;
  encoder_->time_base = {1, encoder_->sample_rate};
  encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  if (avcodec_open2(encoder_.get(), aac, nullptr) < 0) return false;

  AVChannelLayout from{};
  // Raw PCM says how many channels there are, not which.
  if (decoder_->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC) {
    av_channel_layout_default(&from, decoder_->ch_layout.nb_channels);
  } else if (av_channel_layout_copy(&from, &decoder_->ch_layout) < 0) {
    return false;
  }
  SwrContext* resampler = nullptr;
  const int made = swr_alloc_set_opts2(&resampler, &encoder_->ch_layout, encoder_->sample_fmt, encoder_->sample_rate,
                                       &from, decoder_->sample_fmt, decoder_->sample_rate, 0, nullptr);
  resampler_.reset(resampler);
  av_channel_layout_uninit(&from);
  if (made < 0 || swr_init(resampler) < 0) return false;
  samples_.reset(av_audio_fifo_alloc(encoder_->sample_fmt, encoder_->ch_layout.nb_channels, encoder_->sample_rate));
  if (!samples_) return false;
  if (range_.from > absl::ZeroDuration()) (void)demuxer_.seek(range_.from);  // else it is reached by reading
  return true;
}

absl::Status SoundTranscoder::run(absl::Duration until, const Sink& sink) {
  while (!ended_ && reached_ < until) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, decodeMore());
    ended_ = !more;
    CAMERAMONIT_RETURN_IF_ERROR(encodeReady(/*rest=*/false, sink));
  }
  return absl::OkStatus();
}

absl::Status SoundTranscoder::finish(const Sink& sink) {
  CAMERAMONIT_RETURN_IF_ERROR(run(range_.to - range_.from, sink));
  CAMERAMONIT_RETURN_IF_ERROR(encodeReady(/*rest=*/true, sink));
  avcodec_send_frame(encoder_.get(), nullptr);
  return drain(sink);
}

absl::StatusOr<bool> SoundTranscoder::decodeMore() {
  Packet packet;
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_.read(packet));
  if (!more) {
    avcodec_send_packet(decoder_.get(), nullptr);
    CAMERAMONIT_RETURN_IF_ERROR(takeDecoded());
    return false;
  }
  const AVPacket& native = *packet.native();
  const std::int64_t pts = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
  if (pts != AV_NOPTS_VALUE) {
    const absl::Duration at = demuxer_.toOffset(packet.streamIndex(), pts);
    // Pictures tell the time where the sound pauses, or the search for its next packet would run to the end.
    reached_ = std::max(reached_, at - range_.from);
    if (at >= range_.to) return false;
  }
  if (packet.streamIndex() == stream_ && avcodec_send_packet(decoder_.get(), &native) >= 0) {
    CAMERAMONIT_RETURN_IF_ERROR(takeDecoded());
  }
  return true;
}

absl::Status SoundTranscoder::takeDecoded() {
  Frame frame;
  while (avcodec_receive_frame(decoder_.get(), frame.native()) >= 0) {
    const AVFrame& native = *frame.native();
    // A sound that changes its shape in the middle is cut there rather than misread.
    if (native.sample_rate != decoder_->sample_rate || native.format != decoder_->sample_fmt) continue;
    if (!firstSample_) {
      const std::int64_t pts = native.best_effort_timestamp;
      const absl::Duration at =
          pts == AV_NOPTS_VALUE ? absl::ZeroDuration() : demuxer_.toOffset(stream_, pts) - range_.from;
      if (at < absl::ZeroDuration()) continue;
      firstSample_ = av_rescale(absl::ToInt64Microseconds(at), encoder_->sample_rate, 1000000);
    }
    if (!resample(native)) return base::internalError("Out of memory for sound.");
  }
  return absl::OkStatus();
}

bool SoundTranscoder::resample(const AVFrame& frame) {
  const int room = swr_get_out_samples(resampler_.get(), frame.nb_samples);
  if (room <= 0) return room == 0;
  Frame out;
  AVFrame& native = *out.native();
  native.nb_samples = room;
  native.format = encoder_->sample_fmt;
  if (av_channel_layout_copy(&native.ch_layout, &encoder_->ch_layout) < 0) return false;
  if (av_frame_get_buffer(&native, 0) < 0) return false;
  const int got = swr_convert(resampler_.get(), native.extended_data, room,
                              const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
  if (got <= 0) return got == 0;
  return av_audio_fifo_write(samples_.get(), reinterpret_cast<void**>(native.extended_data), got) == got;
}

absl::Status SoundTranscoder::encodeReady(bool rest, const Sink& sink) {
  const int frameSize = encoder_->frame_size;
  while (av_audio_fifo_size(samples_.get()) >= (rest ? 1 : frameSize)) {
    Frame frame;
    AVFrame& native = *frame.native();
    native.nb_samples = std::min(frameSize, av_audio_fifo_size(samples_.get()));
    native.format = encoder_->sample_fmt;
    native.sample_rate = encoder_->sample_rate;
    if (av_channel_layout_copy(&native.ch_layout, &encoder_->ch_layout) < 0 || av_frame_get_buffer(&native, 0) < 0) {
      return base::internalError("Out of memory for sound.");
    }
    av_audio_fifo_read(samples_.get(), reinterpret_cast<void**>(native.extended_data), native.nb_samples);
    native.pts = firstSample_.value_or(0) + samplesEncoded_;
    samplesEncoded_ += native.nb_samples;
    if (avcodec_send_frame(encoder_.get(), &native) < 0) return base::internalError("Sound could not be encoded.");
    CAMERAMONIT_RETURN_IF_ERROR(drain(sink));
  }
  return absl::OkStatus();
}

absl::Status SoundTranscoder::drain(const Sink& sink) {
  for (;;) {
    Packet packet;
    if (avcodec_receive_packet(encoder_.get(), packet.native()) < 0) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(sink(packet));
  }
}

void SoundTranscoder::Free::operator()(AVCodecContext* context) const {
  avcodec_free_context(&context);
}
void SoundTranscoder::Free::operator()(SwrContext* context) const {
  swr_free(&context);
}
void SoundTranscoder::Free::operator()(AVAudioFifo* fifo) const {
  av_audio_fifo_free(fifo);
}

}  // namespace cameramonit::media
