#pragma once

#include <memory>
#include <optional>

#include <absl/time/time.h>

struct AVFrame;

namespace cameramonit::media {

/// One decoded picture in the codec's own pixel format, owned. Movable; a moved-from frame may only be assigned to or
/// destroyed. Thread-bound.
class Frame {
 public:
  Frame();

  int width() const;   ///< pixels; 0 while empty
  int height() const;  ///< pixels; 0 while empty
  bool keyframe() const;
  /// The decoder had to guess parts of it.
  bool damaged() const;

  /// A second reference to the same picture; nothing is copied.
  Frame share() const;

  /// When it is shown, counted from the start of the media; as the file says it, so it may repeat, jump or go back.
  /// Nothing where the file does not say.
  std::optional<absl::Duration> at() const { return at_; }
  void setAt(std::optional<absl::Duration> at) { at_ = at; }

  /// Never null; belongs to this frame. For common/media alone.
  AVFrame* native() const { return frame_.get(); }

 private:
  struct Free {
    void operator()(AVFrame* frame) const;
  };
  std::unique_ptr<AVFrame, Free> frame_;
  std::optional<absl::Duration> at_;
};

}  // namespace cameramonit::media
