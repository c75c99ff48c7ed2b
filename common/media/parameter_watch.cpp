#include "common/media/parameter_watch.h"

#include <algorithm>
#include <cstring>
#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavcodec/bsf.h>
}

namespace cameramonit::media {
namespace {

bool hasParameterSets(AVCodecID codec) {
  return codec == AV_CODEC_ID_H264 || codec == AV_CODEC_ID_HEVC || codec == AV_CODEC_ID_AV1 ||
         codec == AV_CODEC_ID_MPEG4;
}

/// Whether the stream carries its parameter sets outside ("avcC"): then they cannot change in mid-stream.
bool lengthPrefixed(const AVCodecParameters& parameters) {
  return parameters.extradata_size > 0 && parameters.extradata[0] == 1;
}

}  // namespace

ParameterWatch::ParameterWatch(const StreamInfo& stream) : stream_(stream) {
  const AVCodecParameters& parameters = *stream.parameters;
  if (!hasParameterSets(parameters.codec_id) || lengthPrefixed(parameters)) return;
  sets_.assign(parameters.extradata, parameters.extradata + parameters.extradata_size);
  const AVBitStreamFilter* filter = av_bsf_get_by_name("extract_extradata");
  AVBSFContext* context = nullptr;
  if (filter == nullptr || av_bsf_alloc(filter, &context) < 0) return;
  extractor_.reset(context);
  const bool ready = avcodec_parameters_copy(context->par_in, &parameters) >= 0 && av_bsf_init(context) >= 0;
  if (!ready) extractor_.reset();
}

ParameterWatch::~ParameterWatch() = default;

bool ParameterWatch::changed(const Packet& packet) {
  if (packet.streamIndex() != stream_.index || !packet.keyframe()) return false;
  if (stream_.parameters->codec_id == AV_CODEC_ID_MJPEG) return jpegSizeChanged(packet);
  return extractor_ && parameterSetsChanged(packet);
}

bool ParameterWatch::parameterSetsChanged(const Packet& packet) {
  Packet copy = packet.share();
  if (av_bsf_send_packet(extractor_.get(), copy.native()) < 0) return false;
  if (av_bsf_receive_packet(extractor_.get(), copy.native()) < 0) return false;
  std::size_t bytes = 0;
  const auto* found = av_packet_get_side_data(copy.native(), AV_PKT_DATA_NEW_EXTRADATA, &bytes);
  if (found == nullptr || bytes == 0) return false;
  if (sets_.size() == bytes && std::memcmp(sets_.data(), found, bytes) == 0) return false;
  sets_.assign(found, found + bytes);

  std::shared_ptr<AVCodecParameters> parameters = copyParameters(*stream_.parameters);
  av_freep(&parameters->extradata);
  parameters->extradata = static_cast<std::uint8_t*>(av_mallocz(bytes + AV_INPUT_BUFFER_PADDING_SIZE));
  if (parameters->extradata == nullptr) throw std::bad_alloc();
  std::memcpy(parameters->extradata, found, bytes);
  parameters->extradata_size = static_cast<int>(bytes);
  stream_.parameters = parameters;
  measure(packet);
  return true;
}

void ParameterWatch::measure(const Packet& packet) {
  const std::unique_ptr<AVCodecParserContext, decltype(&av_parser_close)> parser(
      av_parser_init(stream_.parameters->codec_id), &av_parser_close);
  struct FreeCodec {
    void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
  };
  const std::unique_ptr<AVCodecContext, FreeCodec> codec(avcodec_alloc_context3(nullptr));
  if (!parser || !codec || avcodec_parameters_to_context(codec.get(), stream_.parameters.get()) < 0) return;
  parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
  std::uint8_t* unit = nullptr;
  int unitBytes = 0;
  av_parser_parse2(parser.get(), codec.get(), &unit, &unitBytes, packet.native()->data, packet.native()->size,
                   AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
  if (parser->width <= 0 || parser->height <= 0) return;
  std::shared_ptr<AVCodecParameters> parameters = copyParameters(*stream_.parameters);
  parameters->width = stream_.width = parser->width;
  parameters->height = stream_.height = parser->height;
  stream_.parameters = parameters;
}

/// The size stands in the frame header, ITU-T T.81 § B.2.2.
bool ParameterWatch::jpegSizeChanged(const Packet& packet) {
  const std::uint8_t* bytes = packet.native()->data;
  const int size = packet.sizeBytes();
  constexpr int kFrameHeaderBytes = 9;
  for (int at = 2; at + kFrameHeaderBytes <= size && bytes[at] == 0xFF;) {
    const int marker = bytes[at + 1];
    if (marker >= 0xC0 && marker <= 0xC2) {
      const int height = bytes[at + 5] << 8 | bytes[at + 6];
      const int width = bytes[at + 7] << 8 | bytes[at + 8];
      if (width == stream_.width && height == stream_.height) return false;
      std::shared_ptr<AVCodecParameters> parameters = copyParameters(*stream_.parameters);
      parameters->width = stream_.width = width;
      parameters->height = stream_.height = height;
      stream_.parameters = parameters;
      return true;
    }
    at += 2 + (bytes[at + 2] << 8 | bytes[at + 3]);
  }
  return false;
}

void ParameterWatch::Free::operator()(AVBSFContext* filter) const {
  av_bsf_free(&filter);
}

}  // namespace cameramonit::media
