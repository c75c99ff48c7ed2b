#pragma once

#include <cstdint>
#include <deque>
#include <stop_token>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "analyzer/source/channel_packet.h"

namespace cameramonit::source {

class RingReader;

/// The last seconds of a channel as they came from the camera, for many readers at their own pace. Payloads are shared,
/// never copied. It keeps whole groups of pictures, beginning with a keyframe, as long as at least the pre-roll stays
/// behind, under a hard limit of bytes. Readers hold nothing: who is too slow loses packets and is told how many.
/// Thread-safe.
class PacketRing {
 public:
  struct Limits {
    absl::Duration preRoll = absl::Seconds(5);
    /// With what bookkeeping costs. Where one group alone is larger, its beginning goes, and nobody can start reading
    /// until the next keyframe; readers that keep up lose nothing.
    std::int64_t bytes = 24 << 20;
  };

  struct Stats {
    std::int64_t packets = 0;         ///< held now
    std::int64_t bytes = 0;           ///< held now, with what bookkeeping costs
    absl::Duration span;              ///< from the first to the last packet held
    std::int64_t pushed = 0;          ///< ever
    std::int64_t droppedForSize = 0;  ///< packets that the pre-roll would have kept and the limit did not
  };

  explicit PacketRing(Limits limits) : limits_(limits) {}
  PacketRing(const PacketRing&) = delete;
  PacketRing& operator=(const PacketRing&) = delete;

  /// Appends a packet. Never blocks for a reader.
  void push(SharedPacket packet);

  /// No more packets will come: readers read what is left and then see the end. Idempotent.
  void close();

  // Each makes a reader, which borrows this ring.
  /// From the newest keyframe held; from the next keyframe on where none is.
  RingReader fromLastKeyframe() const;
  /// From the last keyframe at or before the channel time `at`; from the oldest one held where `at` is further back.
  RingReader from(absl::Duration at) const;
  /// Only what is pushed from now on, wherever in a group that is.
  RingReader fromLiveEdge() const;

  Stats stats() const;

 private:
  friend class RingReader;

  void dropGroup(bool forSize) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void dropFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::uint64_t end() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return first_ + packets_.size(); }

  const Limits limits_;
  mutable absl::Mutex mutex_;
  mutable absl::CondVar changed_;
  std::deque<SharedPacket> packets_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::uint64_t> keyframes_ ABSL_GUARDED_BY(mutex_);  ///< numbers of those held
  std::uint64_t first_ ABSL_GUARDED_BY(mutex_) = 0;              ///< number of packets_.front(), counted from 0
  std::int64_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  std::int64_t droppedForSize_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

/// A place in a ring. Copies go on independently. Thread-bound; borrows the ring.
class RingReader {
 public:
  struct Read {
    SharedPacket packet;    ///< null: nothing new (yet)
    std::int64_t lost = 0;  ///< packets between the last one read and this one that are gone; it is a keyframe then
    bool ended = false;     ///< the ring is closed and read to its end
  };

  /// The next packet if there is one.
  Read tryRead();
  /// Waits up to `patience` for one, or until `stop`.
  Read read(absl::Duration patience, const std::stop_token& stop = {});

  /// Gives up what was not read: goes on at the newest keyframe, where that is ahead. Tells how many packets it left
  /// out.
  std::int64_t skipToLastKeyframe();

  /// Packets pushed and not read yet.
  std::int64_t behind() const;

 private:
  friend class PacketRing;

  RingReader(const PacketRing& ring, std::uint64_t next, bool needsKeyframe)
      : ring_(&ring), next_(next), needsKeyframe_(needsKeyframe) {}
  Read takeNext() ABSL_SHARED_LOCKS_REQUIRED(ring_->mutex_);

  const PacketRing* ring_;
  std::uint64_t next_;          ///< number of the packet to read next
  bool needsKeyframe_ = false;  ///< packets before the next keyframe are of no use
  std::int64_t lost_ = 0;       ///< to be told with the next packet
};

}  // namespace cameramonit::source
