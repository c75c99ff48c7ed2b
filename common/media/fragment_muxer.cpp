#include "common/media/fragment_muxer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

constexpr int kBuffer = 64 << 10;

bool isHeld(const StreamInfo& stream) {
  const AVOutputFormat* format = av_guess_format("mp4", nullptr, nullptr);
  return format != nullptr && avformat_query_codec(format, stream.parameters->codec_id, FF_COMPLIANCE_NORMAL) == 1;
}

absl::Status failure(int averror, const char* doing) {
  return base::internalError(absl::StrCat("MP4: ", doing, " failed with error ", averror, "."));
}

/// RFC 6381, from the decoder's configuration; empty where it is unknown.
std::string codecName(const StreamInfo& stream) {
  const AVCodecParameters& codec = *stream.parameters;
  if (codec.codec_id == AV_CODEC_ID_AAC) return "mp4a.40.2";
  if (codec.codec_id != AV_CODEC_ID_H264 || codec.extradata_size < 8) return "";
  const std::uint8_t* data = codec.extradata;
  // Either an avcC, or Annex B that begins with a sequence parameter set.
  if (data[0] == 1) return absl::StrFormat("avc1.%02x%02x%02x", data[1], data[2], data[3]);
  for (int i = 0; i + 7 < codec.extradata_size; ++i) {
    if (data[i] == 0 && data[i + 1] == 0 && data[i + 2] == 1 && (data[i + 3] & 0x1F) == 7) {
      return absl::StrFormat("avc1.%02x%02x%02x", data[i + 4], data[i + 5], data[i + 6]);
    }
  }
  return "";
}

}  // namespace

void FragmentMuxer::Close::operator()(AVFormatContext* context) const {
  if (context->pb != nullptr) av_freep(&context->pb->buffer);
  avio_context_free(&context->pb);
  avformat_free_context(context);
}

FragmentMuxer::FragmentMuxer(const Streams& streams, const Options& options, Output output)
    : streams_(streams), options_(options), output_(std::move(output)), tracks_(streams.all.size()) {}

FragmentMuxer::~FragmentMuxer() = default;

absl::StatusOr<std::unique_ptr<FragmentMuxer>> FragmentMuxer::begin(const Streams& streams, const Options& options,
                                                                    Output output) {
  std::unique_ptr<FragmentMuxer> muxer(new FragmentMuxer(streams, options, std::move(output)));
  CAMERAMONIT_RETURN_IF_ERROR(muxer->open());
  return muxer;
}

int FragmentMuxer::collect(void* self, const std::uint8_t* bytes, int size) {
  static_cast<FragmentMuxer*>(self)->bytes_.append(reinterpret_cast<const char*>(bytes),
                                                   static_cast<std::size_t>(size));
  return size;
}

absl::Status FragmentMuxer::open() {
  if (streams_.video < 0 || !isHeld(streams_.videoInfo())) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_CODEC_UNSUPPORTED,
                                    "The camera's video cannot be put into MP4 without coding it anew.");
  }
  AVFormatContext* context = nullptr;
  if (const int error = avformat_alloc_output_context2(&context, nullptr, "mp4", nullptr); error < 0) {
    return failure(error, "preparing");
  }
  context_.reset(context);
  auto* buffer = static_cast<std::uint8_t*>(av_malloc(kBuffer));
  // libavformat's callback takes bytes that it may change, although it never does.
  context->pb =
      avio_alloc_context(buffer, kBuffer, 1, this, nullptr,
                         reinterpret_cast<int (*)(void*, std::uint8_t*, int)>(&FragmentMuxer::collect), nullptr);
  if (context->pb == nullptr) return base::internalError("Out of memory.");
  context->pb->seekable = 0;
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  CAMERAMONIT_RETURN_IF_ERROR(addStream(streams_.videoInfo()));
  if (options_.sound && streams_.audio >= 0) {
    const StreamInfo& sound = streams_.all[static_cast<std::size_t>(streams_.audio)];
    if (isHeld(sound)) CAMERAMONIT_RETURN_IF_ERROR(addStream(sound));
  }
  AVDictionary* settings = nullptr;
  const bool everyPicture = options_.fragment <= absl::ZeroDuration();
  av_dict_set(&settings, "movflags",
              everyPicture ? "+frag_every_frame+empty_moov+default_base_moof+skip_trailer"
                           : "+frag_keyframe+empty_moov+default_base_moof+skip_trailer",
              0);
  if (!everyPicture) av_dict_set_int(&settings, "frag_duration", absl::ToInt64Microseconds(options_.fragment), 0);
  const int error = avformat_write_header(context, &settings);
  av_dict_free(&settings);
  if (error < 0) return failure(error, "writing the head");
  return putOut();
}

absl::Status FragmentMuxer::addStream(const StreamInfo& source) {
  AVStream* stream = avformat_new_stream(context_.get(), nullptr);
  if (stream == nullptr || avcodec_parameters_copy(stream->codecpar, source.parameters.get()) < 0) {
    return base::internalError("Out of memory.");
  }
  // The tag belongs to the container it came from. Apple plays H.265 only under "hvc1".
  stream->codecpar->codec_tag = source.parameters->codec_id == AV_CODEC_ID_HEVC ? MKTAG('h', 'v', 'c', '1') : 0;
  stream->time_base = {source.timeBase.numerator, source.timeBase.denominator};
  stream->avg_frame_rate = {source.averageRate.numerator, source.averageRate.denominator};
  Track& track = tracks_[static_cast<std::size_t>(source.index)];
  track.index = stream->index;
  track.timeBase = source.timeBase;
  return absl::OkStatus();
}

absl::Status FragmentMuxer::write(Packet packet) {
  AVPacket& native = *packet.native();
  const auto index = static_cast<std::size_t>(packet.streamIndex());
  if (index >= tracks_.size() || tracks_[index].index < 0) return absl::OkStatus();
  Track& track = tracks_[index];
  if (native.dts == AV_NOPTS_VALUE) native.dts = native.pts;
  if (native.pts == AV_NOPTS_VALUE) native.pts = native.dts;
  if (native.dts == AV_NOPTS_VALUE) return absl::OkStatus();
  if (track.origin == INT64_MIN) {
    if (packet.streamIndex() != streams_.video) return absl::OkStatus();  // sound before the first picture
    for (Track& other : tracks_) {
      if (other.index < 0) continue;
      other.origin = av_rescale_q(native.dts, {track.timeBase.numerator, track.timeBase.denominator},
                                  {other.timeBase.numerator, other.timeBase.denominator});
    }
  }
  native.dts -= track.origin;
  native.pts -= track.origin;
  if (native.dts < 0 && packet.streamIndex() != streams_.video) return absl::OkStatus();
  native.stream_index = track.index;
  native.pos = -1;
  av_packet_rescale_ts(&native, {track.timeBase.numerator, track.timeBase.denominator},
                       context_->streams[track.index]->time_base);
  if (track.lastDts != INT64_MIN) native.dts = std::max(native.dts, track.lastDts + 1);
  native.pts = std::max(native.pts, native.dts);
  track.lastDts = native.dts;
  // Packets come in the order of decoding and are written at once: nothing waits for the other stream.
  if (const int error = av_write_frame(context_.get(), &native); error < 0) return failure(error, "writing");
  return putOut();
}

absl::Status FragmentMuxer::flush() {
  if (const int error = av_write_frame(context_.get(), nullptr); error < 0) return failure(error, "writing");
  return putOut();
}

absl::Status FragmentMuxer::putOut() {
  avio_flush(context_->pb);
  if (bytes_.empty()) return absl::OkStatus();
  const std::string bytes = std::exchange(bytes_, {});
  return output_(bytes);
}

std::string FragmentMuxer::contentType(const Streams& streams, bool sound) {
  const std::string video = codecName(streams.videoInfo());
  if (video.empty()) return "video/mp4";
  std::string codecs = video;
  if (sound && streams.audio >= 0) {
    const StreamInfo& stream = streams.all[static_cast<std::size_t>(streams.audio)];
    const std::string name = codecName(stream);
    if (isHeld(stream) && name.empty()) return "video/mp4";
    if (!name.empty()) absl::StrAppend(&codecs, ",", name);
  }
  return absl::StrCat("video/mp4; codecs=\"", codecs, "\"");
}

}  // namespace cameramonit::media
