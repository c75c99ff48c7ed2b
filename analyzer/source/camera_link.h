#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "analyzer/source/back_off.h"
#include "analyzer/source/channel_clock.h"
#include "analyzer/source/packet_ring.h"
#include "common/base/clock.h"
#include "common/base/steady_clock.h"
#include "common/media/packet_input.h"

namespace cameramonit::source {

enum class LinkState { kConnecting, kOnline, kOffline };

/// How it stands with the connection to a camera.
struct LinkStatus {
  LinkState state = LinkState::kConnecting;
  absl::Status reason;                            ///< why it is offline, or was before connecting; OK while online
  absl::Time since;                               ///< wall clock
  absl::Duration at;                              ///< the same moment in channel time
  int failures = 0;                               ///< in a row
  std::int64_t connections = 0;                   ///< that brought a picture, ever
  absl::Duration nextTry;                         ///< while offline: from `since`
  std::shared_ptr<const media::Streams> streams;  ///< while online
};

/// Who wants to know. Called on the link's thread, which waits: not to be blocked.
class LinkListener {
 public:
  virtual ~LinkListener() = default;
  virtual void onLink(const LinkStatus& status) = 0;
};

struct LinkOptions {
  BackOffOptions backOff;
  absl::Duration videoLimit = absl::Seconds(15);  ///< without a picture, though packets come: a stall too
  absl::Duration proven = absl::Seconds(20);      ///< online for so long, the failures before are forgotten
};

/// Keeps the connection to one camera on a thread of its own, and fills a ring from it: connects, reads, puts times
/// right, notices what changes in mid-stream, and after a failure waits and tries again, for ever. Every connection
/// begins with a keyframe. Thread-safe.
class CameraLink {
 public:
  /// Opens the camera; every attempt calls it anew. The input must obey the stop.
  using Opener = std::function<absl::StatusOr<std::unique_ptr<media::PacketInput>>(const std::stop_token& stop)>;

  /// Where time comes from. Borrowed.
  struct Clocks {
    const base::Clock& wall;
    const base::SteadyClock& steady;
  };

  /// Starts. Borrows the ring, the listener and the clocks. `seed` spreads the back-off of many cameras.
  CameraLink(Opener opener, PacketRing& ring, LinkListener& listener, const LinkOptions& options, Clocks clocks,
             std::uint32_t seed);
  /// Interrupts what it does and joins. The ring stays open: another link may go on filling it.
  ~CameraLink();
  CameraLink(const CameraLink&) = delete;
  CameraLink& operator=(const CameraLink&) = delete;

  LinkStatus status() const;

  /// What the channel's clock says now: channel time goes on while the camera is away.
  absl::Duration channelTime() const { return clocks_.steady.now() - origin_; }

 private:
  void run(const std::stop_token& stop);
  absl::Status stream(media::PacketInput& input, const std::stop_token& stop);
  SharedPacket take(media::Packet packet, const std::shared_ptr<const media::Streams>& streams);
  void tell(LinkState state, absl::Status reason, absl::Duration nextTry = {});

  const Opener opener_;
  PacketRing& ring_;
  LinkListener& listener_;
  const LinkOptions options_;
  const Clocks clocks_;
  const absl::Duration origin_;
  BackOff backOff_;                                // of the thread
  ChannelClock clock_;                             // of the thread
  int generation_ = 0;                             // of the thread
  bool online_ = false;                            // of the thread: this connection brought a keyframe
  std::shared_ptr<const media::Streams> streams_;  // of the thread
  std::int64_t connections_ = 0;                   // of the thread
  mutable absl::Mutex mutex_;
  LinkStatus status_ ABSL_GUARDED_BY(mutex_);
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace cameramonit::source
