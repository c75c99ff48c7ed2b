#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/pipeline/assigned/channel_recorder.h"
#include "analyzer/pipeline/assigned/link_news.h"
#include "analyzer/pipeline/assigned/live_order.h"
#include "analyzer/pipeline/assigned/live_view.h"
#include "analyzer/pipeline/assigned/recording_shelf.h"
#include "analyzer/pipeline/assigned/sub_stream.h"
#include "analyzer/pipeline/live/live_house.h"
#include "analyzer/source/camera_link.h"
#include "analyzer/source/packet_ring.h"

namespace cameramonit::assigned {

/// One camera that runs: connected, watched, recorded and shown. Its sub-stream is watched, where it has one; the main
/// stream is recorded and shown. Thread-safe.
class LiveCamera final : public source::LinkListener {
 public:
  struct Parts {
    const pipeline::PeersClient& peers;
    pipeline::LiveHouse& house;  ///< where it is watched
    source::CameraLink::Clocks clocks;
    log::Logger& log;
    std::filesystem::path folder;  ///< for what outlives a restart
  };
  /// Starts. Borrows what `parts` refers to.
  LiveCamera(const Parts& parts, LiveOrder order);
  /// Ends everything and joins; what was seen is delivered first, as long as that succeeds.
  ~LiveCamera() override;
  LiveCamera(const LiveCamera&) = delete;
  LiveCamera& operator=(const LiveCamera&) = delete;

  analyzer::v1::LiveStatus status() const;
  absl::StatusOr<analyzer::v1::GetSnapshotResponse> snapshot() const;
  absl::Status show(std::shared_ptr<pipeline::LiveDesk::Stream> stream);

  void onLink(const source::LinkStatus& status) override;

 private:
  bool awake() const;
  bool sawPictures() const;
  bool online() const;
  void watch(const std::shared_ptr<source::PacketRing>& ring);
  /// Tells of the time that nobody watched and while the camera never answered; sees to it that the right stream is
  /// watched.
  void attend(const std::stop_token& stop);
  std::optional<absl::Time> lastWatched(absl::Time now) const;
  void tell(std::vector<events::v1::Event> news, const std::stop_token& stop) const;

  const Parts parts_;
  const LiveOrder order_;
  const std::shared_ptr<source::PacketRing> ring_;
  const std::shared_ptr<RecordingShelf> shelf_;
  mutable absl::Mutex mutex_;
  std::list<LiveView> views_ ABSL_GUARDED_BY(mutex_);
  std::optional<ChannelRecorder> recorder_;
  std::optional<source::CameraLink> link_;
  std::unique_ptr<SubStream> sub_;
  std::jthread attending_;
};

}  // namespace cameramonit::assigned
