#include "analyzer/source/packet_ring.h"

#include <algorithm>
#include <utility>

namespace cameramonit::source {
namespace {

/// What a packet costs beside its payload: the structures of libavcodec, ours, and what an allocator adds.
constexpr std::int64_t kOverheadBytes = 512;

std::int64_t costOf(const ChannelPacket& packet) {
  return packet.sizeBytes() + kOverheadBytes;
}

}  // namespace

void PacketRing::push(SharedPacket packet) {
  absl::MutexLock lock(&mutex_);
  if (closed_) return;
  const absl::Duration at = packet->at;
  bytes_ += costOf(*packet);
  if (packet->keyframe) keyframes_.push_back(end());
  packets_.push_back(std::move(packet));
  // The oldest group may go when what is behind it still covers the pre-roll.
  while (keyframes_.size() >= 2 && keyframes_.front() == first_ &&
         at - packets_[keyframes_[1] - first_]->at >= limits_.preRoll) {
    dropGroup(false);
  }
  // A head without its keyframe: sound that came first, or what was left of too large a group.
  if (!keyframes_.empty() && keyframes_.front() != first_ && at - packets_.front()->at >= limits_.preRoll) {
    while (first_ < keyframes_.front()) dropFirst();
  }
  while (bytes_ > limits_.bytes && packets_.size() > 1) dropGroup(true);
  changed_.SignalAll();
}

void PacketRing::dropGroup(bool forSize) {
  const bool whole = keyframes_.size() >= 2;
  const std::uint64_t until = whole ? (keyframes_.front() == first_ ? keyframes_[1] : keyframes_.front()) : first_ + 1;
  while (first_ < until) {
    dropFirst();
    if (forSize) ++droppedForSize_;
  }
}

void PacketRing::dropFirst() {
  bytes_ -= costOf(*packets_.front());
  packets_.pop_front();
  if (!keyframes_.empty() && keyframes_.front() == first_) keyframes_.pop_front();
  ++first_;
}

void PacketRing::close() {
  absl::MutexLock lock(&mutex_);
  closed_ = true;
  changed_.SignalAll();
}

RingReader PacketRing::fromLastKeyframe() const {
  absl::MutexLock lock(&mutex_);
  if (keyframes_.empty()) return {*this, end(), true};
  return {*this, keyframes_.back(), false};
}

RingReader PacketRing::from(absl::Duration at) const {
  absl::MutexLock lock(&mutex_);
  if (keyframes_.empty()) return {*this, end(), true};
  const auto after =
      std::upper_bound(keyframes_.begin(), keyframes_.end(), at,
                       [this](absl::Duration moment, std::uint64_t number)
                           ABSL_NO_THREAD_SAFETY_ANALYSIS { return moment < packets_[number - first_]->at; });
  return {*this, after == keyframes_.begin() ? keyframes_.front() : *std::prev(after), false};
}

RingReader PacketRing::fromLiveEdge() const {
  absl::MutexLock lock(&mutex_);
  return {*this, end(), false};
}

PacketRing::Stats PacketRing::stats() const {
  absl::MutexLock lock(&mutex_);
  Stats stats;
  stats.packets = static_cast<std::int64_t>(packets_.size());
  stats.bytes = bytes_;
  if (!packets_.empty()) stats.span = packets_.back()->at - packets_.front()->at;
  stats.pushed = static_cast<std::int64_t>(end());
  stats.droppedForSize = droppedForSize_;
  return stats;
}

RingReader::Read RingReader::takeNext() {
  const PacketRing& ring = *ring_;
  if (next_ < ring.first_) {
    lost_ += static_cast<std::int64_t>(ring.first_ - next_);
    next_ = ring.first_;
    needsKeyframe_ = true;
  }
  if (needsKeyframe_) {
    const auto keyframe = std::lower_bound(ring.keyframes_.begin(), ring.keyframes_.end(), next_);
    const std::uint64_t start = keyframe == ring.keyframes_.end() ? ring.end() : *keyframe;
    // A reader that has not begun loses nothing by waiting for its first keyframe.
    if (lost_ > 0) lost_ += static_cast<std::int64_t>(start - next_);
    next_ = start;
    needsKeyframe_ = keyframe == ring.keyframes_.end();
  }
  if (next_ >= ring.end()) return {.packet = nullptr, .lost = 0, .ended = ring.closed_};
  return {.packet = ring.packets_[next_++ - ring.first_], .lost = std::exchange(lost_, 0), .ended = false};
}

RingReader::Read RingReader::tryRead() {
  absl::MutexLock lock(&ring_->mutex_);
  return takeNext();
}

RingReader::Read RingReader::read(absl::Duration patience, const std::stop_token& stop) {
  const absl::Time deadline = absl::Now() + patience;
  const std::stop_callback wake(stop, [this] {
    absl::MutexLock lock(&ring_->mutex_);
    ring_->changed_.SignalAll();
  });
  absl::MutexLock lock(&ring_->mutex_);
  for (;;) {
    Read result = takeNext();
    if (result.packet != nullptr || result.ended || stop.stop_requested()) return result;
    if (ring_->changed_.WaitWithDeadline(&ring_->mutex_, deadline)) return takeNext();
  }
}

std::int64_t RingReader::skipToLastKeyframe() {
  absl::MutexLock lock(&ring_->mutex_);
  if (ring_->keyframes_.empty() || ring_->keyframes_.back() <= next_) return 0;
  const auto left = static_cast<std::int64_t>(ring_->keyframes_.back() - next_);
  next_ = ring_->keyframes_.back();
  needsKeyframe_ = false;
  lost_ = 0;
  return left;
}

std::int64_t RingReader::behind() const {
  absl::MutexLock lock(&ring_->mutex_);
  return static_cast<std::int64_t>(ring_->end() - next_);
}

}  // namespace cameramonit::source
