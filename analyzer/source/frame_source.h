#pragma once

#include <cstdint>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

namespace cameramonit::source {

/// One decoded picture that is to be looked at.
struct VideoFrame {
  std::int64_t index = 0;  ///< of the decoded frame, from 0; frames that sampling skipped count too
  absl::Duration at;       ///< from the start of the media; strictly ascending
  cv::Mat picture;         ///< CV_8UC3, BGR, upright; all frames of one source have the same size
  bool damaged = false;    ///< the decoder had to guess parts of it
};

/// Where the stages of a channel get their pictures from. Thread-bound.
class FrameSource {
 public:
  virtual ~FrameSource() = default;

  /// Replaces `frame` with the next one; its picture is a fresh buffer, so earlier frames stay valid. False at the end.
  virtual absl::StatusOr<bool> next(VideoFrame& frame) = 0;

  /// Of every picture, in pixels.
  virtual cv::Size pictureSize() const = 0;
};

}  // namespace cameramonit::source
