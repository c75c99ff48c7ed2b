#include "analyzer/source/bgr_picture.h"

#include "common/base/status.h"

namespace cameramonit::source {

absl::StatusOr<cv::Mat> bgrPicture(media::PictureConverter& converter, const media::Frame& frame, cv::Size size) {
  cv::Mat picture(size, CV_8UC3);
  media::PictureConverter::Target target;
  target.width = size.width;
  target.height = size.height;
  target.planes[0] = picture.data;
  target.strides[0] = static_cast<int>(picture.step);
  CAMERAMONIT_RETURN_IF_ERROR(converter.convert(frame, target));
  return picture;
}

}  // namespace cameramonit::source
