#include "common/media/turned_picture.h"

#include <cstdint>

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
}

#include "common/base/status.h"

namespace cameramonit::media {
namespace {

struct Plane {
  const std::uint8_t* bytes;
  int stride;
  int width;
  int height;
};

void turnPlane(const Plane& from, int degrees, std::uint8_t* to, int toStride) {
  for (int y = 0; y < from.height; ++y) {
    const std::uint8_t* row = from.bytes + static_cast<std::ptrdiff_t>(y) * from.stride;
    for (int x = 0; x < from.width; ++x) {
      int toX = from.width - 1 - x;
      int toY = from.height - 1 - y;
      if (degrees == 90) {
        toX = from.height - 1 - y;
        toY = x;
      } else if (degrees == 270) {
        toX = y;
        toY = from.width - 1 - x;
      }
      to[static_cast<std::ptrdiff_t>(toY) * toStride + toX] = row[x];
    }
  }
}

}  // namespace

absl::StatusOr<Frame> newYuv420(int width, int height, bool fullRange) {
  Frame picture;
  AVFrame& native = *picture.native();
  native.format = fullRange ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
  native.color_range = fullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  native.width = width;
  native.height = height;
  if (av_frame_get_buffer(&native, 0) < 0) return base::internalError("Out of memory for a picture.");
  return picture;
}

absl::StatusOr<Frame> turned(const Frame& picture, int degrees) {
  const AVFrame& from = *picture.native();
  const bool lying = degrees == 90 || degrees == 270;
  CAMERAMONIT_ASSIGN_OR_RETURN(Frame result,
                               newYuv420(lying ? from.height : from.width, lying ? from.width : from.height,
                                         from.color_range == AVCOL_RANGE_JPEG));
  AVFrame& to = *result.native();
  for (int plane = 0; plane < 3; ++plane) {
    const int shrink = plane == 0 ? 1 : 2;
    turnPlane({from.data[plane], from.linesize[plane], from.width / shrink, from.height / shrink}, degrees,
              to.data[plane], to.linesize[plane]);
  }
  result.setAt(picture.at());
  return result;
}

}  // namespace cameramonit::media
