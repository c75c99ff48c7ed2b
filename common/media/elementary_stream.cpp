#include "common/media/elementary_stream.h"

#include <memory>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
}

#include "common/base/status.h"
#include "common/media/demuxer.h"

namespace cameramonit::media {
namespace {

struct FreeFilter {
  void operator()(AVBSFContext* filter) const { av_bsf_free(&filter); }
};
using Filter = std::unique_ptr<AVBSFContext, FreeFilter>;

/// Containers hold lengths where a stream of its own has start codes.
const char* filterFor(AVCodecID codec) {
  if (codec == AV_CODEC_ID_H264) return "h264_mp4toannexb";
  return codec == AV_CODEC_ID_HEVC ? "hevc_mp4toannexb" : "null";
}

absl::StatusOr<Filter> openFilter(const StreamInfo& stream) {
  AVBSFContext* context = nullptr;
  const AVBitStreamFilter* kind = av_bsf_get_by_name(filterFor(stream.parameters->codec_id));
  if (kind == nullptr || av_bsf_alloc(kind, &context) < 0) return base::internalError("Out of memory.");
  Filter filter(context);
  const bool ready = avcodec_parameters_copy(context->par_in, stream.parameters.get()) >= 0;
  context->time_base_in = {stream.timeBase.numerator, stream.timeBase.denominator};
  if (!ready || av_bsf_init(context) < 0) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                 "The head of the film does not fit its coding.", {{"codec", stream.codec}});
  }
  return filter;
}

}  // namespace

absl::StatusOr<ElementaryStream> readElementaryStream(const std::filesystem::path& file) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Demuxer demuxer, Demuxer::open(file));
  const StreamInfo& video = demuxer.video();
  CAMERAMONIT_ASSIGN_OR_RETURN(const Filter filter, openFilter(video));
  ElementaryStream stream;
  stream.codec = video.codec;
  if (video.framesPerSecond > 0) stream.framesPerSecond = video.framesPerSecond;
  stream.width = video.width;
  stream.height = video.height;
  Packet packet;
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer.read(packet));
    if (!more) break;
    if (packet.streamIndex() != video.index || av_bsf_send_packet(filter.get(), packet.native()) < 0) continue;
    while (av_bsf_receive_packet(filter.get(), packet.native()) >= 0) {
      if (packet.keyframe()) stream.keyframes.push_back(stream.units.size());
      stream.units.emplace_back(reinterpret_cast<const char*>(packet.native()->data),
                                static_cast<std::size_t>(packet.sizeBytes()));
      av_packet_unref(packet.native());
    }
  }
  if (stream.units.empty() || stream.keyframes.empty()) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE, "There is no picture in the film.");
  }
  return stream;
}

std::vector<std::string_view> nalUnits(std::string_view unit) {
  constexpr std::string_view kStart("\0\0\1", 3);
  std::vector<std::string_view> found;
  for (std::size_t at = unit.find(kStart); at != std::string_view::npos;) {
    const std::size_t begin = at + kStart.size();
    at = unit.find(kStart, begin);
    std::string_view one = unit.substr(begin, at == std::string_view::npos ? at : at - begin);
    while (!one.empty() && one.back() == '\0') one.remove_suffix(1);
    if (!one.empty()) found.push_back(one);
  }
  return found;
}

std::optional<std::size_t> placeInLoop(const ElementaryStream& part, const ElementaryStream& film) {
  const bool hasNalUnits = film.codec == "h264" || film.codec == "hevc";
  const auto same = [hasNalUnits](const std::string& a, const std::string& b) {
    return hasNalUnits ? nalUnits(a) == nalUnits(b) : a == b;
  };
  for (std::size_t place = 0; place < film.units.size(); ++place) {
    std::size_t met = 0;
    while (met < part.units.size() && same(part.units[met], film.units[(place + met) % film.units.size()])) ++met;
    if (met == part.units.size()) return place;
  }
  return std::nullopt;
}

}  // namespace cameramonit::media
