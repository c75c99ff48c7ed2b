#pragma once

#include <optional>

#include <absl/time/time.h>

#include "common/media/demuxer.h"
#include "common/media/packet.h"

namespace cameramonit::media {

/// Lets the times of packets go on where a file's clock restarts, as where transport streams were joined: the same rule
/// as for decoded pictures, so that a moment of the analysis is the same moment of the file. Gaps forward stay.
/// Thread-bound.
class PacketClock {
 public:
  /// Borrows `demuxer`.
  explicit PacketClock(const Demuxer& demuxer) : demuxer_(demuxer) {}

  /// Moves the packet's times behind the restarts so far.
  void correct(Packet& packet);

  /// Forgets everything, as needed after a seek.
  void reset();

  /// Places so far where the clock restarted.
  int restarts() const { return restarts_; }

 private:
  const Demuxer& demuxer_;
  absl::Duration shift_;
  std::optional<absl::Duration> last_;  ///< of the picture before, corrected
  int restarts_ = 0;
};

}  // namespace cameramonit::media
