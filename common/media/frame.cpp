#include "common/media/frame.h"

#include <new>

extern "C" {
#include <libavutil/frame.h>
}

namespace cameramonit::media {

Frame::Frame() : frame_(av_frame_alloc()) {
  if (!frame_) throw std::bad_alloc();
}

int Frame::width() const {
  return frame_->width;
}

int Frame::height() const {
  return frame_->height;
}

bool Frame::keyframe() const {
  return frame_->key_frame != 0;
}

bool Frame::damaged() const {
  return (frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0;
}

Frame Frame::share() const {
  Frame copy;
  if (av_frame_ref(copy.native(), native()) < 0) throw std::bad_alloc();
  copy.at_ = at_;
  return copy;
}

void Frame::Free::operator()(AVFrame* frame) const {
  av_frame_free(&frame);
}

}  // namespace cameramonit::media
