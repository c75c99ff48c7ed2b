#include "common/media/stream_info.h"

#include <algorithm>
#include <cmath>
#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
}

namespace cameramonit::media {
namespace {

constexpr std::size_t kMatrixNumbers = 9;

StreamInfo::Kind kindOf(AVMediaType type) {
  if (type == AVMEDIA_TYPE_VIDEO) return StreamInfo::Kind::kVideo;
  if (type == AVMEDIA_TYPE_AUDIO) return StreamInfo::Kind::kAudio;
  return StreamInfo::Kind::kOther;
}

std::vector<std::int32_t> displayMatrixOf(const AVStream& stream) {
  std::size_t bytes = 0;
  const auto* matrix =
      reinterpret_cast<const std::int32_t*>(av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &bytes));
  if (matrix == nullptr || bytes < kMatrixNumbers * sizeof(std::int32_t)) return {};
  return {matrix, matrix + kMatrixNumbers};
}

int rotationOf(const std::vector<std::int32_t>& matrix) {
  if (matrix.empty()) return 0;
  const double counterClockwise = av_display_rotation_get(matrix.data());
  if (std::isnan(counterClockwise)) return 0;
  const int quarters = static_cast<int>(std::lround(-counterClockwise / 90.0));
  return ((quarters % 4) + 4) % 4 * 90;
}

absl::Duration durationOf(const AVFormatContext& context, const AVStream& stream) {
  if (stream.duration > 0) {
    return absl::Microseconds(av_rescale_q(stream.duration, stream.time_base, {1, 1000000}));
  }
  return context.duration > 0 ? absl::Microseconds(context.duration) : absl::ZeroDuration();
}

}  // namespace

absl::Duration StreamInfo::toOffset(std::int64_t pts) const {
  return absl::Microseconds(av_rescale_q(pts, {timeBase.numerator, timeBase.denominator}, {1, 1000000}) - originUs);
}

std::int64_t StreamInfo::toPts(absl::Duration offset) const {
  return av_rescale_q(absl::ToInt64Microseconds(offset) + originUs, {1, 1000000},
                      {timeBase.numerator, timeBase.denominator});
}

StreamInfo describeStream(const AVFormatContext& context, const AVStream& stream) {
  StreamInfo info;
  info.index = stream.index;
  info.kind = kindOf(stream.codecpar->codec_type);
  info.codec = avcodec_get_name(stream.codecpar->codec_id);
  info.width = stream.codecpar->width;
  info.height = stream.codecpar->height;
  info.displayMatrix = displayMatrixOf(stream);
  info.rotationDegrees = rotationOf(info.displayMatrix);
  // libavformat's signature is not const, the function is.
  const AVRational rate =
      av_guess_frame_rate(const_cast<AVFormatContext*>(&context), const_cast<AVStream*>(&stream), nullptr);
  if (rate.num > 0 && rate.den > 0) info.framesPerSecond = av_q2d(rate);
  info.sampleRate = stream.codecpar->sample_rate;
  info.duration = durationOf(context, stream);
  info.timeBase = {stream.time_base.num, stream.time_base.den};
  info.originUs = context.start_time != AV_NOPTS_VALUE ? context.start_time : 0;
  info.averageRate = {stream.avg_frame_rate.num, stream.avg_frame_rate.den};
  info.sampleAspect = {stream.sample_aspect_ratio.num, stream.sample_aspect_ratio.den};
  info.parameters = copyParameters(*stream.codecpar);
  return info;
}

Streams describeStreams(AVFormatContext& context) {
  Streams streams;
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    streams.all.push_back(describeStream(context, *context.streams[i]));
  }
  const int best = av_find_best_stream(&context, AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  if (best < 0 || (context.streams[best]->disposition & AV_DISPOSITION_ATTACHED_PIC) != 0) return streams;
  streams.video = best;
  streams.audio = std::max(-1, av_find_best_stream(&context, AVMEDIA_TYPE_AUDIO, -1, best, nullptr, 0));
  return streams;
}

std::shared_ptr<AVCodecParameters> copyParameters(const AVCodecParameters& parameters) {
  std::shared_ptr<AVCodecParameters> copy(avcodec_parameters_alloc(),
                                          [](AVCodecParameters* mine) { avcodec_parameters_free(&mine); });
  if (!copy || avcodec_parameters_copy(copy.get(), &parameters) < 0) throw std::bad_alloc();
  return copy;
}

}  // namespace cameramonit::media
