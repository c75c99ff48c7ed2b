#pragma once

#include <memory>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "common/media/packet.h"
#include "common/media/stream_info.h"

namespace cameramonit::media {

/// Where the packets of a camera come from. Thread-bound; a stop given at opening may be requested from any thread.
class PacketInput {
 public:
  virtual ~PacketInput() = default;

  /// The streams as of the last packet read. Another pointer than before means that something changed in mid-stream:
  /// the parameter sets, the size of the picture. Never null, and its video is never missing.
  virtual std::shared_ptr<const Streams> streams() const = 0;

  /// Replaces `packet` with the next one of the main video or its sound. Its times are as the camera says them: they
  /// may be missing, jump, repeat and run backwards. Blocks until there is one, but not longer than the stall limit.
  /// Errors: CAMERA_STALLED, CAMERA_DISCONNECTED (also where the camera ends the stream in good order), CANCELLED.
  virtual absl::Status read(Packet& packet) = 0;
};

}  // namespace cameramonit::media
