#include "common/media/demuxer.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <system_error>
#include <utility>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
}

#include "common/base/status.h"
#include "common/media/file_probe.h"

namespace cameramonit::media {
namespace {

using base::ErrorReason;

/// libav writes to standard error by default, once a damaged macroblock; we report by status and counters instead.
void silenceLibav() {
  static std::once_flag once;
  std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

int rotationOf(const AVStream& stream) {
  const auto* matrix =
      reinterpret_cast<const std::int32_t*>(av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, nullptr));
  if (matrix == nullptr) return 0;
  const double counterClockwise = av_display_rotation_get(matrix);
  if (std::isnan(counterClockwise)) return 0;
  const int quarters = static_cast<int>(std::lround(-counterClockwise / 90.0));
  return ((quarters % 4) + 4) % 4 * 90;
}

absl::Status checkFile(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    return base::notFound(ErrorReason::ERROR_REASON_FILE_MISSING, "There is no such file.");
  }
  if (!std::filesystem::is_regular_file(status)) {
    return base::invalidArgument(ErrorReason::ERROR_REASON_FILE_UNREADABLE, "This is not a regular file.");
  }
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size == 0) return base::invalidArgument(ErrorReason::ERROR_REASON_FILE_EMPTY, "The file is empty.");
  return absl::OkStatus();
}

}  // namespace

Demuxer::Demuxer(Demuxer&&) noexcept = default;

Demuxer& Demuxer::operator=(Demuxer&& other) noexcept {
  // The old context must close before the guard it points to goes.
  context_ = std::move(other.context_);
  io_ = std::move(other.io_);
  guard_ = std::move(other.guard_);
  limits_ = other.limits_;
  video_ = std::move(other.video_);
  container_ = std::move(other.container_);
  damagedReads_ = other.damagedReads_;
  endedDamaged_ = other.endedDamaged_;
  furthest_ = other.furthest_;
  return *this;
}

Demuxer::~Demuxer() = default;

absl::StatusOr<Demuxer> Demuxer::open(const std::filesystem::path& file, const DemuxLimits& limits,
                                      std::stop_token stop) {
  silenceLibav();
  CAMERAMONIT_RETURN_IF_ERROR(checkFile(file));
  Demuxer demuxer;
  demuxer.limits_ = limits;
  demuxer.guard_ = std::make_unique<IoGuard>(std::move(stop));
  demuxer.guard_->startTimer(limits.openTimeout);
  absl::Status opened = demuxer.openIo(file);
  if (opened.ok()) opened = demuxer.openContainer(file, limits);
  if (opened.ok()) opened = demuxer.chooseVideo();
  if (opened.ok()) return demuxer;
  // Giving up makes libavformat fail in all sorts of ways; the true reason goes first.
  CAMERAMONIT_RETURN_IF_ERROR(demuxer.guard_->interruption("opening the file"));
  return opened;
}

absl::Status Demuxer::openIo(const std::filesystem::path& file) {
  const AVIOInterruptCB callback = guard_->callback();
  AVIOContext* io = nullptr;
  const int error = avio_open2(&io, ("file:" + file.string()).c_str(), AVIO_FLAG_READ, &callback, nullptr);
  if (error < 0) {
    return base::invalidArgument(ErrorReason::ERROR_REASON_FILE_UNREADABLE, "The file cannot be read.");
  }
  io_.reset(io);
  return absl::OkStatus();
}

absl::Status Demuxer::openContainer(const std::filesystem::path& file, const DemuxLimits& limits) {
  const AVInputFormat* format = probeContainer(io_.get(), static_cast<unsigned>(limits.probeBytes));
  if (format == nullptr) {
    return base::invalidArgument(ErrorReason::ERROR_REASON_NOT_A_VIDEO, "The file's content is not a video.");
  }
  container_ = format->name;

  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) return base::internalError("Out of memory.");
  context->pb = io_.get();
  context->interrupt_callback = guard_->callback();
  context->probesize = limits.probeBytes;
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kAllowedFormats, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  const int opened = avformat_open_input(&context, nullptr, format, &options);  // frees the context on failure
  av_dict_free(&options);
  if (opened < 0) return explainOpenFailure(file, container_);
  context_.reset(context);
  if (avformat_find_stream_info(context, nullptr) < 0) return explainOpenFailure(file, container_);
  return absl::OkStatus();
}

absl::Status Demuxer::chooseVideo() {
  const int best = av_find_best_stream(context_.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  const AVStream* stream = best >= 0 ? context_->streams[best] : nullptr;
  // The cover picture of a song is a video stream to libavformat.
  if (stream == nullptr || (stream->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) {
    return base::invalidArgument(ErrorReason::ERROR_REASON_NO_VIDEO_STREAM,
                                 "The file has no picture, only sound or data.", {{"container", container_}});
  }
  video_.index = best;
  video_.codec = avcodec_get_name(stream->codecpar->codec_id);
  video_.width = stream->codecpar->width;
  video_.height = stream->codecpar->height;
  video_.rotationDegrees = rotationOf(*stream);
  const AVRational rate = av_guess_frame_rate(context_.get(), context_->streams[best], nullptr);
  if (rate.num > 0 && rate.den > 0) video_.framesPerSecond = av_q2d(rate);
  if (stream->duration > 0) {
    video_.duration = absl::Microseconds(av_rescale_q(stream->duration, stream->time_base, {1, 1000000}));
  } else if (context_->duration > 0) {
    video_.duration = absl::Microseconds(context_->duration);
  }
  return absl::OkStatus();
}

void Demuxer::discardOtherStreams() {
  for (unsigned i = 0; i < context_->nb_streams; ++i) {
    if (static_cast<int>(i) != video_.index) context_->streams[i]->discard = AVDISCARD_ALL;
  }
}

absl::StatusOr<bool> Demuxer::read(Packet& packet) {
  constexpr int kMostErrorsInARow = 32;  // a damaged stretch is jumped over, a hopeless rest is not chewed through
  guard_->startTimer(limits_.readTimeout);
  for (int errors = 0; errors < kMostErrorsInARow; ++errors) {
    av_packet_unref(packet.native());
    const int result = av_read_frame(context_.get(), packet.native());
    if (result >= 0) {
      noteRead(packet);
      return true;
    }
    if (result == AVERROR_EOF) return false;
    CAMERAMONIT_RETURN_IF_ERROR(guard_->interruption("reading the file"));
    ++damagedReads_;
  }
  endedDamaged_ = true;
  return false;
}

void Demuxer::noteRead(const Packet& packet) {
  if (packet.damaged()) ++damagedReads_;
  if (packet.streamIndex() != video_.index) return;
  endedDamaged_ = packet.damaged();
  const AVPacket& native = *packet.native();
  const std::int64_t start = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
  if (start == AV_NOPTS_VALUE) return;
  furthest_ = std::max(furthest_, toOffset(video_.index, start + native.duration));
}

absl::Status Demuxer::seek(absl::Duration at) {
  std::int64_t target = absl::ToInt64Microseconds(at);
  if (context_->start_time != AV_NOPTS_VALUE) target += context_->start_time;
  const AVStream* stream = context_->streams[video_.index];
  guard_->startTimer(limits_.readTimeout);
  const std::int64_t pts = av_rescale_q(target, {1, 1000000}, stream->time_base);
  if (av_seek_frame(context_.get(), video_.index, pts, AVSEEK_FLAG_BACKWARD) < 0) {
    CAMERAMONIT_RETURN_IF_ERROR(guard_->interruption("seeking in the file"));
    return base::internalError("The file cannot be read from that moment.", {{"container", container_}});
  }
  return absl::OkStatus();
}

absl::Duration Demuxer::toOffset(int streamIndex, std::int64_t pts) const {
  const AVStream* stream = context_->streams[streamIndex];
  std::int64_t us = av_rescale_q(pts, stream->time_base, {1, 1000000});
  if (context_->start_time != AV_NOPTS_VALUE) us -= context_->start_time;
  return absl::Microseconds(us);
}

bool Demuxer::truncated() const {
  // Headers round durations, so only a clearly missing end counts.
  const absl::Duration tolerance = std::max(absl::Seconds(1), video_.duration * 0.02);
  return endedDamaged_ || (furthest_ > absl::ZeroDuration() && furthest_ + tolerance < video_.duration);
}

void Demuxer::CloseIo::operator()(AVIOContext* io) const {
  avio_close(io);
}

void Demuxer::CloseFormat::operator()(AVFormatContext* context) const {
  avformat_close_input(&context);
}

}  // namespace cameramonit::media
