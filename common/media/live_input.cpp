#include "common/media/live_input.h"

#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "common/base/status.h"
#include "common/media/file_probe.h"
#include "common/media/io_guard.h"
#include "common/media/libav_log.h"
#include "common/media/open_failure.h"
#include "common/media/pacer.h"
#include "common/media/parameter_watch.h"

namespace cameramonit::media {
namespace {

using base::ErrorReason;

constexpr int kMostErrorsInARow = 64;
constexpr std::int64_t kProbeBytes = 4 << 20;
constexpr absl::Duration kAnalyse = absl::Seconds(2);

struct CloseFormat {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};

/// Options for libavformat, freed with this object.
class Options {
 public:
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  ~Options() { av_dict_free(&native_); }
  void set(const char* key, const std::string& value) { av_dict_set(&native_, key, value.c_str(), 0); }
  void set(const char* key, std::int64_t value) { av_dict_set_int(&native_, key, value, 0); }
  AVDictionary** native() { return &native_; }

 private:
  AVDictionary* native_ = nullptr;
};

/// One connection to a camera.
class LiveInput final : public PacketInput {
 public:
  LiveInput(const LiveOptions& options, const base::SteadyClock& clock, std::stop_token stop)
      : options_(options), stop_(stop), guard_(std::move(stop)), pacer_(clock) {}

  absl::Status open(const AddressParts& parts, const base::Secret<std::string>& url, bool hasLogin) {
    guard_.startTimer(options_.openLimit);
    AVFormatContext* context = avformat_alloc_context();
    if (context == nullptr) return base::internalError("Out of memory.");
    context->interrupt_callback = guard_.callback();
    context->probesize = kProbeBytes;
    context->max_analyze_duration = absl::ToInt64Microseconds(kAnalyse);
    const bool rtsp = absl::StartsWith(parts.scheme, "rtsp");
    Options options;
    rtsp ? setRtsp(options) : setHttp(options, parts);
    const AVInputFormat* format = rtsp ? av_find_input_format("rtsp") : nullptr;
    const int opened = avformat_open_input(&context, url.reveal().c_str(), format, options.native());  // frees it
    if (opened < 0) {
      if (stop_.stop_requested()) return base::cancelled("Stopped while connecting to the camera.");
      return openFailure(opened, {.login = hasLogin, .encrypted = parts.scheme == "https"});
    }
    context_.reset(context);
    avformat_find_stream_info(context, nullptr);  // what it does not find out the packets may
    if (stop_.stop_requested()) return base::cancelled("Stopped while connecting to the camera.");
    return describe();
  }

  std::shared_ptr<const Streams> streams() const override { return streams_; }

  absl::Status read(Packet& packet) override {
    if (std::exchange(silent_, false) && !stop_.stop_requested()) return stalled();
    guard_.startTimer(options_.stallLimit);
    for (int errors = 0; errors < kMostErrorsInARow;) {
      av_packet_unref(packet.native());
      const int result = av_read_frame(context_.get(), packet.native());
      if (stop_.stop_requested()) return base::cancelled("Stopped while reading from the camera.");
      if (result == AVERROR_EOF) break;
      if (result < 0) {
        if (!guard_.interruption("reading").ok() || result == AVERROR(ETIMEDOUT)) return stalled();
        if (result != AVERROR(EAGAIN) && result != AVERROR_INVALIDDATA) break;
        ++errors;
        continue;
      }
      const bool ours = packet.streamIndex() == streams_->video || packet.streamIndex() == streams_->audio;
      if (!ours || packet.sizeBytes() == 0) continue;
      silent_ = !guard_.interruption("reading").ok();
      return finish(packet);
    }
    return base::unavailable(ErrorReason::ERROR_REASON_CAMERA_DISCONNECTED, "The camera ended the connection.");
  }

 private:
  void setRtsp(Options& options) const {
    options.set("rtsp_transport", options_.udp ? "udp" : "tcp");
    options.set("allowed_media_types", "video+audio");
    options.set("protocol_whitelist", "rtp,udp,tcp");
    options.set("timeout", absl::ToInt64Microseconds(std::max(options_.openLimit, options_.stallLimit)));
    if (options_.udp) options.set("buffer_size", 2 << 20);
  }

  void setHttp(Options& options, const AddressParts& parts) const {
    options.set("protocol_whitelist", parts.scheme == "https" ? "https,tls,tcp" : "http,tcp");
    options.set("format_whitelist", absl::StrCat(kAllowedFormats, ",mpjpeg"));
    options.set("timeout", absl::ToInt64Microseconds(std::max(options_.openLimit, options_.stallLimit)));
    options.set("http_proxy", "");    // else the environment would decide
    options.set("max_redirects", 0);  // a camera must not send us, and its password, elsewhere
    if (parts.scheme != "https") return;
    options.set("tls_verify", 1);
    options.set("ca_file", options_.trustedCertificates.empty() ? "/etc/ssl/certs/ca-certificates.crt"
                                                                : options_.trustedCertificates);
  }

  absl::Status describe() {
    Streams streams = describeStreams(*context_);
    if (streams.video < 0) {
      if (!guard_.interruption("connecting").ok()) return stalled();
      return base::failedPrecondition(ErrorReason::ERROR_REASON_NO_VIDEO_STREAM,
                                      "The camera sends no picture, only sound or data.");
    }
    const StreamInfo& video = streams.videoInfo();
    if (avcodec_find_decoder(video.parameters->codec_id) == nullptr) {
      return base::failedPrecondition(ErrorReason::ERROR_REASON_CODEC_UNSUPPORTED,
                                      "The camera's pictures are coded in a way that cannot be decoded here.",
                                      {{"codec", video.codec}});
    }
    for (unsigned i = 0; i < context_->nb_streams; ++i) {
      const bool ours = static_cast<int>(i) == streams.video || static_cast<int>(i) == streams.audio;
      context_->streams[i]->discard = ours ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    }
    const std::string format = context_->iformat->name;
    live_ = format == "rtsp" || format == "mpjpeg";
    timeless_ = format == "mpjpeg";
    for (StreamInfo& stream : streams.all) stream.duration = absl::ZeroDuration();
    watch_ = std::make_unique<ParameterWatch>(video);
    streams_ = std::make_shared<const Streams>(std::move(streams));
    return absl::OkStatus();
  }

  absl::Status finish(Packet& packet) {
    AVPacket& native = *packet.native();
    // Where parts carry no times, libavformat makes some up, at 25 a second.
    if (timeless_) native.pts = native.dts = AV_NOPTS_VALUE;
    if (watch_->changed(packet)) {
      Streams changed = *streams_;
      changed.all[static_cast<std::size_t>(changed.video)] = watch_->stream();
      streams_ = std::make_shared<const Streams>(std::move(changed));
    }
    const std::int64_t time = native.dts != AV_NOPTS_VALUE ? native.dts : native.pts;
    if (live_ || time == AV_NOPTS_VALUE) return absl::OkStatus();
    const StreamInfo& stream = streams_->all[static_cast<std::size_t>(packet.streamIndex())];
    if (pacer_.await(stream.toOffset(time), stop_)) return absl::OkStatus();
    return base::cancelled("Stopped while playing a film.");
  }

  static absl::Status stalled() {
    return base::unavailable(ErrorReason::ERROR_REASON_CAMERA_STALLED,
                             "The camera took the call and then fell silent.");
  }

  const LiveOptions options_;
  const std::stop_token stop_;
  IoGuard guard_;
  std::unique_ptr<AVFormatContext, CloseFormat> context_;  // closes before the guard that it calls goes
  Pacer pacer_;
  std::unique_ptr<ParameterWatch> watch_;
  std::shared_ptr<const Streams> streams_;
  bool live_ = true;       ///< else it comes as fast as it is read
  bool timeless_ = false;  ///< packets carry no times
  bool silent_ = false;    ///< for too long already: an interrupted parser still gives away what it holds
};

}  // namespace

absl::StatusOr<std::unique_ptr<PacketInput>> openCamera(const CameraAddress& address, const LiveOptions& options,
                                                        const base::SteadyClock& clock, std::stop_token stop) {
  silenceLibav();
  CAMERAMONIT_ASSIGN_OR_RETURN(const AddressParts parts, parseCameraUrl(address.url));
  if (parts.scheme == "rtsps") {
    return base::failedPrecondition(ErrorReason::ERROR_REASON_TLS_NOT_TRUSTED,
                                    "Encrypted RTSP is not possible yet: nothing would check that it is this camera. "
                                    "Give its rtsp:// address, within a network of its own.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const base::Secret<std::string> url, libavUrl(address));
  auto input = std::make_unique<LiveInput>(options, clock, std::move(stop));
  CAMERAMONIT_RETURN_IF_ERROR(input->open(parts, url, !address.user.empty()));
  return input;
}

}  // namespace cameramonit::media
