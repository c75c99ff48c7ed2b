#include "common/media/picture_converter.h"

#include <string>

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

AVPixelFormat pixelFormat(PictureConverter::Format format) {
  switch (format) {
    case PictureConverter::Format::kBgr24:
      return AV_PIX_FMT_BGR24;
    case PictureConverter::Format::kLuma8:
      return AV_PIX_FMT_GRAY8;
    case PictureConverter::Format::kYuv420:
    case PictureConverter::Format::kYuv420Full:
      return AV_PIX_FMT_YUV420P;
  }
  return AV_PIX_FMT_NONE;
}

/// The deprecated "J" formats are the plain ones with full range, which libswscale would complain about every time.
AVPixelFormat withoutRange(AVPixelFormat format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    default:
      return format;
  }
}

bool fullRange(const AVFrame& frame) {
  return frame.color_range == AVCOL_RANGE_JPEG ||
         withoutRange(static_cast<AVPixelFormat>(frame.format)) != frame.format;
}

}  // namespace

PictureConverter::PictureConverter() = default;
PictureConverter::~PictureConverter() = default;
PictureConverter::PictureConverter(PictureConverter&&) noexcept = default;
PictureConverter& PictureConverter::operator=(PictureConverter&&) noexcept = default;

absl::Status PictureConverter::convert(const Frame& frame, const Target& target) {
  const AVFrame& source = *frame.native();
  const auto from = static_cast<AVPixelFormat>(source.format);
  // Shrinking averages over areas, so that thin things do not flicker; growing or keeping the size is bilinear.
  const int scaling = target.width < source.width ? SWS_AREA : SWS_BILINEAR;
  context_.reset(sws_getCachedContext(context_.release(), source.width, source.height, withoutRange(from), target.width,
                                      target.height, pixelFormat(target.format), scaling, nullptr, nullptr, nullptr));
  if (!context_) {
    const char* name = av_get_pix_fmt_name(from);
    return base::internalError("The picture's pixel format cannot be converted.",
                               {{"pixel_format", name != nullptr ? name : "unknown"}});
  }
  const int* coefficients = sws_getCoefficients(source.colorspace == AVCOL_SPC_BT709 ? SWS_CS_ITU709 : SWS_CS_DEFAULT);
  constexpr int kUnity = 1 << 16;  // libswscale's fixed-point 1.0 for contrast and saturation
  const bool toFull = target.format != Format::kYuv420;
  sws_setColorspaceDetails(context_.get(), coefficients, fullRange(source) ? 1 : 0,
                           target.bt601 ? sws_getCoefficients(SWS_CS_DEFAULT) : coefficients, toFull ? 1 : 0, 0, kUnity,
                           kUnity);
  std::uint8_t* planes[4] = {target.planes[0], target.planes[1], target.planes[2], nullptr};
  const int strides[4] = {target.strides[0], target.strides[1], target.strides[2], 0};
  if (sws_scale(context_.get(), source.data, source.linesize, 0, source.height, planes, strides) != target.height) {
    return base::internalError("The picture could not be converted.");
  }
  return absl::OkStatus();
}

void PictureConverter::Free::operator()(SwsContext* context) const {
  sws_freeContext(context);
}

}  // namespace cameramonit::media
