#include "common/media/picture_encoder.h"

#include <cmath>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr AVRational kTimeBase{1, 90000};

const char* encoderName(PictureCodec codec) {
  switch (codec) {
    case PictureCodec::kH264:
      return "libx264";
    case PictureCodec::kAnimatedWebp:
      return "libwebp_anim";
    case PictureCodec::kJpeg:
      return "mjpeg";
  }
  return "";
}

void configureH264(AVCodecContext& context, const PictureEncoderOptions& options) {
  context.profile = FF_PROFILE_H264_MAIN;
  context.gop_size = static_cast<int>(std::lround(options.framesPerSecond * 2));  // jumping in a clip stays exact
  context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER;                                   // MP4 keeps the headers in front
  av_opt_set(context.priv_data, "preset", "veryfast", 0);
  av_opt_set_double(context.priv_data, "crf", 51.0 - options.quality / 2.0, 0);
  if (options.mostKbitPerSecond > 0) {
    context.rc_max_rate = static_cast<std::int64_t>(options.mostKbitPerSecond) * 1000;
    context.rc_buffer_size = options.mostKbitPerSecond * 2000;
  }
}

void configureJpeg(AVCodecContext& context, const PictureEncoderOptions& options) {
  // The quantiser runs from 2 (best) to 31.
  const int quantiser = 2 + (100 - options.quality) * 29 / 100;
  context.flags |= AV_CODEC_FLAG_QSCALE;
  context.global_quality = quantiser * FF_QP2LAMBDA;
  context.qmin = context.qmax = quantiser;
  context.color_range = AVCOL_RANGE_JPEG;
  context.pix_fmt = AV_PIX_FMT_YUVJ420P;
}

void configureWebp(AVCodecContext& context, const PictureEncoderOptions& options) {
  context.compression_level = 3;  // of 6: half the time of the default for 2 % more bytes
  av_opt_set_double(context.priv_data, "quality", options.quality, 0);
}

}  // namespace

PictureEncoder::PictureEncoder(PictureEncoder&&) noexcept = default;
PictureEncoder::~PictureEncoder() = default;

absl::StatusOr<PictureEncoder> PictureEncoder::open(const PictureEncoderOptions& options) {
  const AVCodec* codec = avcodec_find_encoder_by_name(encoderName(options.codec));
  if (codec == nullptr) {
    return base::internalError("FFmpeg was built without an encoder.", {{"encoder", encoderName(options.codec)}});
  }
  PictureEncoder encoder;
  encoder.context_.reset(avcodec_alloc_context3(codec));
  AVCodecContext* context = encoder.context_.get();
  if (context == nullptr) return base::internalError("Out of memory.");
  context->width = options.width;
  context->height = options.height;
  context->time_base = options.codec == PictureCodec::kAnimatedWebp ? AVRational{1, 1000} : kTimeBase;
  context->framerate = av_d2q(options.framesPerSecond, 90000);
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  context->sample_aspect_ratio = {1, 1};
  context->thread_count = options.threads;
  switch (options.codec) {
    case PictureCodec::kH264:
      configureH264(*context, options);
      break;
    case PictureCodec::kAnimatedWebp:
      configureWebp(*context, options);
      break;
    case PictureCodec::kJpeg:
      configureJpeg(*context, options);
      break;
  }
  if (avcodec_open2(context, codec, nullptr) < 0) {
    return base::internalError("The encoder does not take these settings.", {{"encoder", encoderName(options.codec)}});
  }
  return encoder;
}

absl::Status PictureEncoder::encode(Frame& picture, const Sink& sink) {
  AVFrame& native = *picture.native();
  const absl::Duration at = picture.at().value_or(absl::ZeroDuration());
  native.pts = av_rescale_q(absl::ToInt64Microseconds(at), {1, 1000000}, context_->time_base);
  native.pict_type = AV_PICTURE_TYPE_NONE;  // the encoder decides
  if (avcodec_send_frame(context_.get(), &native) < 0) return base::internalError("A picture could not be encoded.");
  return drain(sink);
}

absl::Status PictureEncoder::finish(const Sink& sink) {
  if (avcodec_send_frame(context_.get(), nullptr) < 0) return base::internalError("Encoding could not be completed.");
  return drain(sink);
}

absl::Status PictureEncoder::drain(const Sink& sink) {
  for (;;) {
    Packet packet;
    const int result = avcodec_receive_packet(context_.get(), packet.native());
    if (result == AVERROR(EAGAIN) || result == AVERROR_EOF) return absl::OkStatus();
    if (result < 0) return base::internalError("A picture could not be encoded.");
    CAMERAMONIT_RETURN_IF_ERROR(sink(packet));
  }
}

void PictureEncoder::Free::operator()(AVCodecContext* context) const {
  avcodec_free_context(&context);
}

}  // namespace cameramonit::media
