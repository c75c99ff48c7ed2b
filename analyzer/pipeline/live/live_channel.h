#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>

#include "analyzer/detect/shared_detector.h"
#include "analyzer/ledger/ledger.h"
#include "analyzer/live/live_eye.h"
#include "analyzer/live/wall_anchor.h"
#include "analyzer/pipeline/analysis_sink.h"
#include "analyzer/pipeline/event_teller.h"
#include "analyzer/pipeline/live/turns.h"
#include "analyzer/source/packet_ring.h"
#include "analyzer/track/video_tracker.h"
#include "cameramonit/application/v1/project.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"

namespace cameramonit::pipeline {

struct LiveSettings {
  application::v1::Channel channel;
  std::string media;                               ///< what events cite as their source, also the seed of their ids
  std::string attempt;                             ///< of this run
  live::EyeSettings eye = {};                      ///< its rate is the channel's, where that is set
  absl::Duration offlineAfter = absl::Seconds(4);  ///< without a packet
  absl::Duration mostDelay = absl::Seconds(3);     ///< behind the camera, until pictures are left out to catch up
};

/// How a channel is doing.
struct LiveStatus {
  std::string channel;
  bool online = false;
  bool awake = false;
  ledger::Sight sight = ledger::Sight::kBlind;
  ledger::Reason reason = ledger::Reason::kNotRunning;
  live::EyeStats eye;
  std::int64_t shedPackets = 0;  ///< not looked at since there was no time; they are recorded all the same
  std::int64_t failures = 0;     ///< of the analysis or its sink; it goes on
  int events = 0;                ///< in this run, each counted once
  absl::Time lastPacket = absl::InfinitePast();
};

/// One camera, watched while it happens: packets of its ring are gated, decoded, followed and told of, on a thread of
/// its own and within the common turns. Nothing that fails here ends it: it goes on with the next keyframe. The public
/// members are thread-safe.
class LiveChannel {
 public:
  struct Parts {
    const source::PacketRing& ring;  ///< of the sub-stream, where the camera has one
    detect::SharedDetector& detector;
    AnalysisSink& sink;  ///< called on this channel's thread; should not block, see OutboxSink
    ledger::Ledger& ledger;
    Turns& turns;
    const base::Clock& clock;
    log::Logger& log;
  };
  /// Starts at once. Borrows what `parts` refers to.
  LiveChannel(LiveSettings settings, const Parts& parts);
  /// Stops; what lasts is told for the last time.
  ~LiveChannel();
  LiveChannel(const LiveChannel&) = delete;
  LiveChannel& operator=(const LiveChannel&) = delete;

  LiveStatus status() const;

 private:
  void run(const std::stop_token& stop);
  void take(const source::RingReader::Read& read);
  void noteSilence();
  void publish(const source::ChannelPacket& packet);
  absl::StatusOr<bool> analyse(source::VideoFrame frame);
  absl::Status begin(const source::VideoFrame& frame);
  absl::Status finish();
  void survive(const absl::Status& status);

  const LiveSettings settings_;
  const Parts parts_;
  const std::unique_ptr<detect::Detector> detector_;
  live::LiveEye eye_;
  absl::Time wall_;  ///< of the packet that is looked at
  absl::Duration at_;
  std::optional<live::WallAnchor> anchor_;
  std::unique_ptr<track::VideoTracker> tracker_;
  std::unique_ptr<EventTeller> teller_;
  absl::Duration toldAt_;
  int eventsBefore_ = 0;  ///< of tellers that are gone

  mutable absl::Mutex mutex_;
  LiveStatus status_ ABSL_GUARDED_BY(mutex_);
  std::jthread thread_;  ///< last: it uses the rest
};

}  // namespace cameramonit::pipeline
