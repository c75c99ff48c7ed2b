#include "common/media/demuxer.h"

#include <algorithm>
#include <system_error>
#include <utility>

extern "C" {
#include <libavformat/avformat.h>
}

#include "common/base/status.h"
#include "common/media/file_probe.h"
#include "common/media/libav_log.h"

namespace cameramonit::media {
namespace {

using base::ErrorReason;

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
  streams_ = std::move(other.streams_);
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
  streams_ = describeStreams(*context_);
  if (streams_.video >= 0) return absl::OkStatus();
  return base::invalidArgument(ErrorReason::ERROR_REASON_NO_VIDEO_STREAM,
                               "The file has no picture, only sound or data.", {{"container", container_}});
}

void Demuxer::discardOtherStreams() {
  for (unsigned i = 0; i < context_->nb_streams; ++i) {
    if (static_cast<int>(i) != streams_.video) context_->streams[i]->discard = AVDISCARD_ALL;
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
  if (packet.streamIndex() != streams_.video) return;
  endedDamaged_ = packet.damaged();
  const AVPacket& native = *packet.native();
  const std::int64_t start = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
  if (start == AV_NOPTS_VALUE) return;
  furthest_ = std::max(furthest_, toOffset(streams_.video, start + native.duration));
}

absl::Status Demuxer::seek(absl::Duration at) {
  std::int64_t target = absl::ToInt64Microseconds(at);
  if (context_->start_time != AV_NOPTS_VALUE) target += context_->start_time;
  const AVStream* stream = context_->streams[streams_.video];
  guard_->startTimer(limits_.readTimeout);
  const std::int64_t pts = av_rescale_q(target, {1, 1000000}, stream->time_base);
  if (av_seek_frame(context_.get(), streams_.video, pts, AVSEEK_FLAG_BACKWARD) < 0) {
    CAMERAMONIT_RETURN_IF_ERROR(guard_->interruption("seeking in the file"));
    return base::internalError("The file cannot be read from that moment.", {{"container", container_}});
  }
  return absl::OkStatus();
}

absl::Duration Demuxer::toOffset(int streamIndex, std::int64_t pts) const {
  const auto index = static_cast<std::size_t>(streamIndex);
  if (index < streams_.all.size()) return streams_.all[index].toOffset(pts);
  return describeStream(*context_, *context_->streams[streamIndex]).toOffset(pts);  // it began in mid-file
}

bool Demuxer::truncated() const {
  // Headers round durations, so only a clearly missing end counts.
  const absl::Duration tolerance = std::max(absl::Seconds(1), video().duration * 0.02);
  return endedDamaged_ || (furthest_ > absl::ZeroDuration() && furthest_ + tolerance < video().duration);
}

void Demuxer::CloseIo::operator()(AVIOContext* io) const {
  avio_close(io);
}

void Demuxer::CloseFormat::operator()(AVFormatContext* context) const {
  avformat_close_input(&context);
}

}  // namespace cameramonit::media
