#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <absl/status/status.h>

#include "common/media/frame.h"

struct SwsContext;

namespace cameramonit::media {

/// Scales pictures and changes their pixel format with libswscale, into memory of the caller. One converter serves
/// pictures of one size best: it keeps its tables while sizes stay the same. Thread-bound.
class PictureConverter {
 public:
  enum class Format {
    kBgr24,       ///< 3 bytes a pixel: blue, green, red
    kLuma8,       ///< 1 byte a pixel
    kYuv420,      ///< planar I420 of video range, as video encoders want it
    kYuv420Full,  ///< planar I420 of full range, as JPEG is
  };

  /// Where the result goes. `stride` is in bytes; planes that the format does not have stay null.
  struct Target {
    Format format = Format::kBgr24;
    int width = 0;   ///< pixels
    int height = 0;  ///< pixels
    std::uint8_t* planes[3] = {nullptr, nullptr, nullptr};
    int strides[3] = {0, 0, 0};
    /// Planar formats keep the source's colour matrix; still pictures must be BT.601 whatever the source is.
    bool bt601 = false;
  };

  PictureConverter();
  ~PictureConverter();
  PictureConverter(PictureConverter&&) noexcept;
  PictureConverter& operator=(PictureConverter&&) noexcept;

  /// Writes `frame`, scaled to the target's size, into the target's planes. INTERNAL when the pixel format is one that
  /// libswscale cannot read.
  absl::Status convert(const Frame& frame, const Target& target);

 private:
  struct Free {
    void operator()(SwsContext* context) const;
  };
  std::unique_ptr<SwsContext, Free> context_;
};

}  // namespace cameramonit::media
