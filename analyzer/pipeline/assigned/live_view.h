#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "analyzer/pipeline/live_desk.h"
#include "analyzer/source/packet_ring.h"

namespace cameramonit::assigned {

/// Shows one viewer what the ring of a camera holds and gets, from its last keyframe on, as fragmented MP4. It reads as
/// fast as the viewer does: who is too slow misses pictures up to a keyframe. Thread-bound but for over().
class LiveView {
 public:
  /// Starts, on a thread of its own. Borrows `ring`.
  LiveView(const source::PacketRing& ring, std::shared_ptr<pipeline::LiveDesk::Stream> stream);
  /// Ends the stream with CAMERA_OFFLINE, if it has not ended.
  ~LiveView();
  LiveView(const LiveView&) = delete;
  LiveView& operator=(const LiveView&) = delete;

  bool over() const { return over_; }

 private:
  class Gate;
  void work(const std::stop_token& stop);
  absl::Status show(const std::stop_token& stop);

  const source::PacketRing& ring_;
  const std::shared_ptr<pipeline::LiveDesk::Stream> stream_;
  const std::shared_ptr<Gate> gate_;
  std::atomic<bool> over_{false};
  std::jthread thread_;  // last: it uses the rest
};

}  // namespace cameramonit::assigned
