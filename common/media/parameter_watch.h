#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "common/media/packet.h"
#include "common/media/stream_info.h"

struct AVBSFContext;

namespace cameramonit::media {

/// Notices that a camera changed its parameter sets or the size of its picture in mid-stream, which H.264, H.265 and
/// MJPEG cameras do without a word. Looks at keyframes only, decodes nothing. Thread-bound.
class ParameterWatch {
 public:
  explicit ParameterWatch(const StreamInfo& stream);
  ~ParameterWatch();
  ParameterWatch(const ParameterWatch&) = delete;
  ParameterWatch& operator=(const ParameterWatch&) = delete;

  /// Whether `packet` begins something new; then stream() tells what.
  bool changed(const Packet& packet);
  const StreamInfo& stream() const { return stream_; }

 private:
  struct Free {
    void operator()(AVBSFContext* filter) const;
  };

  bool parameterSetsChanged(const Packet& packet);
  bool jpegSizeChanged(const Packet& packet);
  void measure(const Packet& packet);

  StreamInfo stream_;
  std::unique_ptr<AVBSFContext, Free> extractor_;  ///< null where the codec has no parameter sets
  std::vector<std::uint8_t> sets_;                 ///< the newest ones
};

}  // namespace cameramonit::media
