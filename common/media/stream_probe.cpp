#include "common/media/stream_probe.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "common/media/file_probe.h"
#include "common/media/frame.h"
#include "common/media/packet.h"
#include "common/media/picture_converter.h"
#include "common/media/picture_encoder.h"

namespace cameramonit::media {
namespace {

constexpr int kIoBytes = 32 * 1024;
constexpr std::int64_t kProbeBytes = 2 << 20;
constexpr absl::Duration kAnalyse = absl::Seconds(2);
constexpr std::int64_t kMostPixels = 64 << 20;
constexpr int kMostPackets = 5000;

struct CloseFormat {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct FreeCodec {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct FreeIo {
  void operator()(AVIOContext* io) const {
    av_freep(&io->buffer);
    avio_context_free(&io);
  }
};
struct FreeDictionary {
  void operator()(AVDictionary* dictionary) const { av_dict_free(&dictionary); }
};

/// One probe from opening to its first picture. Thread-bound.
class Probe {
 public:
  explicit Probe(const StreamProbeOptions& options)
      : options_(options),
        start_(std::chrono::steady_clock::now()),
        deadline_(start_ + absl::ToChronoNanoseconds(options.limit)) {
    av_log_set_level(AV_LOG_QUIET);  // its messages may hold addresses with credentials
  }

  StreamProbe rtsp(const std::string& url) {
    AVDictionary* raw = nullptr;
    av_dict_set(&raw, "rtsp_transport", "tcp", 0);
    av_dict_set(&raw, "protocol_whitelist", "tcp,tls", 0);
    av_dict_set(&raw, "allowed_media_types", "video+audio", 0);
    av_dict_set_int(&raw, "timeout", absl::ToInt64Microseconds(options_.limit), 0);
    return run(url.c_str(), av_find_input_format("rtsp"), raw);
  }

  StreamProbe bytes(ByteSource& source) {
    auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBytes));
    io_.reset(avio_alloc_context(buffer, kIoBytes, 0, &source, &readFrom, nullptr, nullptr));
    AVDictionary* raw = nullptr;
    av_dict_set(&raw, "format_whitelist", absl::StrCat(kAllowedFormats, ",mpjpeg,mjpeg").c_str(), 0);
    av_dict_set(&raw, "protocol_whitelist", "", 0);
    return run(nullptr, nullptr, raw);
  }

 private:
  static int readFrom(void* source, std::uint8_t* target, int size) {
    const int got = static_cast<ByteSource*>(source)->read(target, size);
    return got > 0 ? got : got == 0 ? AVERROR_EOF : AVERROR(EIO);
  }

  static int interrupt(void* self) {
    const auto* probe = static_cast<const Probe*>(self);
    return probe->over() ? 1 : 0;
  }

  bool over() const {
    return std::chrono::steady_clock::now() >= deadline_ || (options_.cancelled && options_.cancelled());
  }

  StreamProbe end(StreamVerdict verdict) {
    result_.verdict = verdict;
    return std::move(result_);
  }

  StreamProbe run(const char* url, const AVInputFormat* format, AVDictionary* rawOptions) {
    AVFormatContext* raw = avformat_alloc_context();
    raw->interrupt_callback = {&interrupt, this};
    raw->pb = io_.get();
    raw->probesize = kProbeBytes;
    raw->max_analyze_duration = absl::ToInt64Microseconds(kAnalyse);
    const int opened = avformat_open_input(&raw, url, format, &rawOptions);
    const std::unique_ptr<AVDictionary, FreeDictionary> unused(rawOptions);
    if (opened < 0) return end(verdictOf(opened));  // libavformat has freed the context
    context_.reset(raw);
    // Failing here is no verdict: what is known may do, and a picture decides.
    avformat_find_stream_info(context_.get(), nullptr);
    const int video = av_find_best_stream(context_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
    if (video < 0) return end(over() ? StreamVerdict::kTimeout : StreamVerdict::kNoVideo);
    describe(video);
    if (!openDecoder(video)) return end(StreamVerdict::kCodecUnsupported);
    return end(decode(video));
  }

  StreamVerdict verdictOf(int error) const {
    switch (error) {
      case AVERROR_HTTP_UNAUTHORIZED:
      case AVERROR_HTTP_FORBIDDEN:
        return StreamVerdict::kUnauthorised;
      case AVERROR_HTTP_NOT_FOUND:
      case AVERROR_HTTP_BAD_REQUEST:
        return StreamVerdict::kNotFound;
      case AVERROR_HTTP_OTHER_4XX:
      case AVERROR_HTTP_SERVER_ERROR:
        return StreamVerdict::kServerFault;
      case AVERROR(ETIMEDOUT):
        return StreamVerdict::kTimeout;
      default:
        return over() ? StreamVerdict::kTimeout : StreamVerdict::kNotAStream;
    }
  }

  void describe(int video) {
    const AVStream* stream = context_->streams[video];
    const AVCodecParameters& parameters = *stream->codecpar;
    StreamFacts& facts = result_.facts;
    facts.codec = avcodec_get_name(parameters.codec_id);
    const char* const profile = avcodec_profile_name(parameters.codec_id, parameters.profile);
    facts.profile = profile == nullptr ? "" : profile;
    facts.width = parameters.width;
    facts.height = parameters.height;
    const AVRational rate = stream->avg_frame_rate.num > 0 ? stream->avg_frame_rate : stream->r_frame_rate;
    if (rate.den > 0 && rate.num > 0 && av_q2d(rate) <= 240) facts.framesPerSecond = av_q2d(rate);
    const int sound = av_find_best_stream(context_.get(), AVMEDIA_TYPE_AUDIO, -1, video, nullptr, 0);
    if (sound < 0) return;
    facts.audioCodec = avcodec_get_name(context_->streams[sound]->codecpar->codec_id);
    facts.audioSampleRate = context_->streams[sound]->codecpar->sample_rate;
  }

  bool openDecoder(int video) {
    const AVCodecParameters* parameters = context_->streams[video]->codecpar;
    const AVCodec* codec = avcodec_find_decoder(parameters->codec_id);
    if (codec == nullptr) return false;
    decoder_.reset(avcodec_alloc_context3(codec));
    if (decoder_ == nullptr || avcodec_parameters_to_context(decoder_.get(), parameters) < 0) return false;
    decoder_->thread_count = 1;
    decoder_->max_pixels = kMostPixels;
    decoder_->flags |= AV_CODEC_FLAG_LOW_DELAY;
    return avcodec_open2(decoder_.get(), codec, nullptr) >= 0;
  }

  StreamVerdict decode(int video) {
    Packet packet;
    Frame frame;
    for (int count = 0; count < kMostPackets; ++count) {
      if (over()) return StreamVerdict::kTimeout;
      const int read = av_read_frame(context_.get(), packet.native());
      if (read < 0 && over()) return StreamVerdict::kTimeout;
      const bool ours = read >= 0 && packet.native()->stream_index == video;
      if (read >= 0 && !ours) {
        av_packet_unref(packet.native());
        continue;
      }
      avcodec_send_packet(decoder_.get(), ours ? packet.native() : nullptr);
      if (ours) av_packet_unref(packet.native());
      if (avcodec_receive_frame(decoder_.get(), frame.native()) >= 0) {
        keep(frame);
        return StreamVerdict::kOk;
      }
      if (read < 0) break;
    }
    return StreamVerdict::kNothingDecoded;
  }

  void keep(Frame& frame) {
    StreamFacts& facts = result_.facts;
    facts.width = frame.width();
    facts.height = frame.height();
    facts.firstPicture = absl::FromChrono(std::chrono::steady_clock::now() - start_);
    if (context_->start_time_realtime != AV_NOPTS_VALUE && context_->start_time_realtime > 0) {
      // The time at which the stream began, by the sender's clock; that was about when we began to read.
      constexpr std::int64_t kNtpEra = 2'208'988'800LL * 1'000'000;
      std::int64_t began = context_->start_time_realtime;
      if (began > 3'000'000'000'000'000LL) began -= kNtpEra;
      const absl::Duration ahead = absl::FromUnixMicros(began) - (absl::Now() - *facts.firstPicture);
      facts.senderClockAhead = ahead;
    }
    if (options_.snapshot) facts.snapshot = jpegOf(frame);
  }

  std::string jpegOf(const Frame& frame) const {
    const double scale = std::min({1.0, static_cast<double>(options_.mostWidth) / frame.width(),
                                   static_cast<double>(options_.mostHeight) / frame.height()});
    const int width = std::max(2, static_cast<int>(frame.width() * scale) / 2 * 2);
    const int height = std::max(2, static_cast<int>(frame.height() * scale) / 2 * 2);
    Frame small;
    AVFrame* native = small.native();
    native->format = AV_PIX_FMT_YUVJ420P;
    native->width = width;
    native->height = height;
    if (av_frame_get_buffer(native, 0) < 0) return "";
    PictureConverter::Target target;
    target.format = PictureConverter::Format::kYuv420Full;
    target.width = width;
    target.height = height;
    target.bt601 = true;
    for (int i = 0; i < 3; ++i) {
      target.planes[i] = native->data[i];
      target.strides[i] = native->linesize[i];
    }
    PictureConverter converter;
    if (!converter.convert(frame, target).ok()) return "";
    small.setAt(absl::ZeroDuration());
    auto encoder =
        PictureEncoder::open({.codec = PictureCodec::kJpeg, .width = width, .height = height, .quality = 75});
    if (!encoder.ok()) return "";
    std::string jpeg;
    const auto collect = [&jpeg](Packet& packet) {
      jpeg.assign(reinterpret_cast<const char*>(packet.native()->data),
                  static_cast<std::size_t>(packet.native()->size));
      return absl::OkStatus();
    };
    if (!encoder->encode(small, collect).ok() || !encoder->finish(collect).ok()) return "";
    return jpeg;
  }

  const StreamProbeOptions& options_;
  const std::chrono::steady_clock::time_point start_;
  const std::chrono::steady_clock::time_point deadline_;
  std::unique_ptr<AVIOContext, FreeIo> io_;
  std::unique_ptr<AVFormatContext, CloseFormat> context_;
  std::unique_ptr<AVCodecContext, FreeCodec> decoder_;
  StreamProbe result_;
};

}  // namespace

StreamProbe probeRtsp(const base::Secret<std::string>& url, const StreamProbeOptions& options) {
  return Probe(options).rtsp(url.reveal());
}

StreamProbe probeBytes(ByteSource& source, const StreamProbeOptions& options) {
  return Probe(options).bytes(source);
}

}  // namespace cameramonit::media
