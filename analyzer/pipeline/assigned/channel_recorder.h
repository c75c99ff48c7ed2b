#pragma once

#include <atomic>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "analyzer/pipeline/assigned/recording_shelf.h"
#include "analyzer/source/packet_ring.h"
#include "cameramonit/application/v1/project.pb.h"
#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/media/fragment_muxer.h"

namespace cameramonit::assigned {

/// Records one channel as it is set: always, or while something happens with its pre- and post-roll. Packets go from
/// the ring into fragmented MP4 as the camera sent them, on a thread of its own. A disk that is full or slow loses
/// packets, counted, and holds up nobody. Thread-safe.
class ChannelRecorder {
 public:
  struct Parts {
    const application::v1::Channel& channel;
    const source::PacketRing& ring;
    RecordingShelf& shelf;
    const base::Clock& clock;
    log::Logger& log;
    std::function<bool()> awake;  ///< whether something happens now; asked often
  };
  /// Starts. Borrows what `parts` refers to.
  explicit ChannelRecorder(const Parts& parts);
  /// Completes the recording that runs.
  ~ChannelRecorder();
  ChannelRecorder(const ChannelRecorder&) = delete;
  ChannelRecorder& operator=(const ChannelRecorder&) = delete;

  /// Packets that came while they should have been recorded and were not.
  std::int64_t lost() const { return lost_; }

 private:
  /// One file while it is written.
  struct File {
    RecordingShelf::Place place;
    absl::Time start;        ///< of its first picture
    absl::Duration startAt;  ///< likewise, channel time
    absl::Duration lastAt;
    std::shared_ptr<const media::Streams> streams;
    std::ofstream out;
    std::unique_ptr<media::FragmentMuxer> muxer;
    std::int64_t bytes = 0;
    std::vector<RecordingShelf::Gap> gaps;
  };

  void work(const std::stop_token& stop);
  bool wanted(absl::Duration at);
  absl::Status take(const source::ChannelPacket& packet, const std::stop_token& stop);
  absl::Status begin(const source::ChannelPacket& packet);
  void end(const std::stop_token& stop);

  const Parts parts_;
  const bool always_;
  const absl::Duration preRoll_, postRoll_, segment_;
  std::atomic<std::int64_t> lost_{0};
  std::optional<File> file_;                              // of the thread
  absl::Duration stirredAt_ = -absl::InfiniteDuration();  // of the thread
  absl::Duration askedAt_ = -absl::InfiniteDuration();    // of the thread
  absl::Duration notBefore_;                              // of the thread: after a failure
  std::jthread thread_;                                   // last: it uses the rest
};

}  // namespace cameramonit::assigned
