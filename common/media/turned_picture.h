#pragma once

#include <absl/status/statusor.h>

#include "common/media/frame.h"

namespace cameramonit::media {

/// An empty planar 4:2:0 picture of `width` × `height` pixels, both even. Errors: INTERNAL (out of memory). Reentrant.
absl::StatusOr<Frame> newYuv420(int width, int height, bool fullRange);

/// `picture` (planar 4:2:0) turned clockwise by 90, 180 or 270 degrees. Errors: INTERNAL (out of memory). Reentrant.
absl::StatusOr<Frame> turned(const Frame& picture, int degrees);

}  // namespace cameramonit::media
