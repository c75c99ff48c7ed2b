#include "common/media/muxer.h"

#include <algorithm>
#include <cstring>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

const char* formatName(Muxer::Container container) {
  switch (container) {
    case Muxer::Container::kMp4:
      return "mp4";
    case Muxer::Container::kMatroska:
      return "matroska";
    case Muxer::Container::kWebp:
      return "webp";
  }
  return nullptr;
}

}  // namespace

Muxer::Muxer(Muxer&&) noexcept = default;
Muxer::~Muxer() = default;

absl::StatusOr<Muxer> Muxer::create(const std::filesystem::path& file, Container container) {
  Muxer muxer{AtomicFile(file)};
  muxer.container_ = container;
  const std::string url = "file:" + muxer.file_.temporary().string();
  AVFormatContext* context = nullptr;
  if (const int error = avformat_alloc_output_context2(&context, nullptr, formatName(container), url.c_str());
      error < 0) {
    return muxer.failure(error, "preparing a file");
  }
  muxer.context_.reset(context);
  if (const int error = avio_open(&context->pb, url.c_str(), AVIO_FLAG_WRITE); error < 0) {
    return muxer.failure(error, "creating a file");
  }
  return muxer;
}

bool Muxer::holds(Container container, const StreamInfo& stream) {
  const AVOutputFormat* format = av_guess_format(formatName(container), nullptr, nullptr);
  return format != nullptr && avformat_query_codec(format, stream.parameters->codec_id, FF_COMPLIANCE_NORMAL) == 1;
}

absl::StatusOr<int> Muxer::addCopy(const StreamInfo& source) {
  AVStream* stream = avformat_new_stream(context_.get(), nullptr);
  if (stream == nullptr || avcodec_parameters_copy(stream->codecpar, source.parameters.get()) < 0) {
    return base::internalError("Out of memory.");
  }
  // The tag belongs to the container it came from. Apple plays H.265 only under "hvc1".
  const bool appleTag = container_ == Container::kMp4 && source.parameters->codec_id == AV_CODEC_ID_HEVC;
  stream->codecpar->codec_tag = appleTag ? MKTAG('h', 'v', 'c', '1') : 0;
  stream->time_base = {source.timeBase.numerator, source.timeBase.denominator};
  stream->avg_frame_rate = {source.averageRate.numerator, source.averageRate.denominator};
  stream->sample_aspect_ratio = {source.sampleAspect.numerator, source.sampleAspect.denominator};
  if (!source.displayMatrix.empty()) {
    const std::size_t bytes = source.displayMatrix.size() * sizeof(std::int32_t);
    auto* copy = av_stream_new_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, bytes);
    if (copy != nullptr) std::memcpy(copy, source.displayMatrix.data(), bytes);
  }
  tracks_.push_back({source.timeBase.numerator, source.timeBase.denominator});
  return stream->index;
}

absl::StatusOr<int> Muxer::addEncoded(const AVCodecContext& encoder) {
  AVStream* stream = avformat_new_stream(context_.get(), nullptr);
  if (stream == nullptr || avcodec_parameters_from_context(stream->codecpar, &encoder) < 0) {
    return base::internalError("Out of memory.");
  }
  stream->time_base = encoder.time_base;
  stream->avg_frame_rate = encoder.framerate;
  tracks_.push_back({encoder.time_base.num, encoder.time_base.den});
  return stream->index;
}

absl::Status Muxer::begin() {
  AVDictionary* options = nullptr;
  if (container_ == Container::kMp4) av_dict_set(&options, "movflags", "+faststart", 0);
  if (container_ == Container::kWebp) av_dict_set(&options, "loop", "0", 0);  // for ever
  const int error = avformat_write_header(context_.get(), &options);
  av_dict_free(&options);
  if (error >= 0) return absl::OkStatus();
  if (error == AVERROR(EINVAL) || error == AVERROR_INVALIDDATA || error == AVERROR_PATCHWELCOME) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_CODEC_UNSUPPORTED,
                                    "The video cannot be put into this container without coding it anew.",
                                    {{"container", formatName(container_)}});
  }
  return failure(error, "beginning a file");
}

absl::Status Muxer::write(int stream, Packet& packet) {
  AVPacket& native = *packet.native();
  Track& track = tracks_[static_cast<std::size_t>(stream)];
  native.stream_index = stream;
  native.pos = -1;
  av_packet_rescale_ts(&native, {track.timeBaseNumerator, track.timeBaseDenominator},
                       context_->streams[stream]->time_base);
  if (native.dts == AV_NOPTS_VALUE) native.dts = native.pts;
  if (native.dts == AV_NOPTS_VALUE) native.dts = track.lastDts == INT64_MIN ? 0 : track.lastDts + 1;
  if (track.lastDts != INT64_MIN) native.dts = std::max(native.dts, track.lastDts + 1);
  if (native.pts == AV_NOPTS_VALUE || native.pts < native.dts) native.pts = native.dts;
  track.lastDts = native.dts;
  if (const int error = av_interleaved_write_frame(context_.get(), &native); error < 0) {
    return failure(error, "writing a video");
  }
  ++packetsWritten_;
  return absl::OkStatus();
}

absl::Status Muxer::finish() {
  if (const int error = av_write_trailer(context_.get()); error < 0) return failure(error, "completing a video");
  // avio remembers an error of a write that happened behind our back, and reports the last one on closing.
  const int remembered = context_->pb->error;
  const int closed = avio_closep(&context_->pb);
  if (remembered < 0 || closed < 0) return failure(remembered < 0 ? remembered : closed, "completing a video");
  return file_.commit();
}

absl::Status Muxer::failure(int averror, const std::string& doing) const {
  // Behind a general error the output may know the true one.
  const bool known = context_ && context_->pb && context_->pb->error < 0;
  return writeFailure(AVUNERROR(known ? context_->pb->error : averror), doing);
}

void Muxer::Close::operator()(AVFormatContext* context) const {
  if (context->pb != nullptr) avio_closep(&context->pb);
  avformat_free_context(context);
}

}  // namespace cameramonit::media
