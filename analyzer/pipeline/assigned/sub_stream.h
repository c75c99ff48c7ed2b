#pragma once

#include <memory>

#include "analyzer/pipeline/assigned/live_order.h"
#include "analyzer/source/camera_link.h"
#include "analyzer/source/packet_ring.h"
#include "common/log/logger.h"

namespace cameramonit::assigned {

/// Connects to one stream of the order's camera; every attempt anew, with what the order says.
source::CameraLink::Opener openerOf(const LiveOrder& order, const std::string& stream, const base::SteadyClock& steady);

/// The smaller stream of a camera, which is enough to see what happens and costs a fraction of the main one. Where it
/// fails and the main stream does not, that is to be watched instead. Thread-safe but for watchable().
class SubStream final : public source::LinkListener {
 public:
  /// Starts to connect. Borrows the clocks and the logger; the order must have a sub-stream.
  SubStream(const LiveOrder& order, const source::CameraLink::Clocks& clocks, log::Logger& log);
  SubStream(const SubStream&) = delete;
  SubStream& operator=(const SubStream&) = delete;

  const std::shared_ptr<source::PacketRing>& ring() const { return ring_; }

  /// Whether it is to be watched rather than the main stream; to be asked every second or so. A short absence changes
  /// nothing, nor does one of the whole camera, and only who stays a while is trusted again. Thread-bound.
  bool watchable(bool mainOnline);

  void onLink(const source::LinkStatus& status) override;

 private:
  const std::string channel_;
  const base::SteadyClock& steady_;
  log::Logger& log_;
  const std::shared_ptr<source::PacketRing> ring_ = std::make_shared<source::PacketRing>(source::PacketRing::Limits());
  bool watchable_ = true;
  absl::Duration sinceChange_;  ///< the last moment that spoke for what is so now, on the steady clock
  source::CameraLink link_;     ///< last: it uses the rest
};

}  // namespace cameramonit::assigned
