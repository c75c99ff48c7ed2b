#include "common/media/packet.h"

#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include "common/media/stream_info.h"

namespace cameramonit::media {

Packet::Packet() : packet_(av_packet_alloc()) {
  if (!packet_) throw std::bad_alloc();
}

int Packet::streamIndex() const {
  return packet_->stream_index;
}

bool Packet::keyframe() const {
  return (packet_->flags & AV_PKT_FLAG_KEY) != 0;
}

bool Packet::damaged() const {
  return (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0;
}

int Packet::sizeBytes() const {
  return packet_->size;
}

std::optional<absl::Time> Packet::senderTime() const {
  std::size_t bytes = 0;
  const auto* told = av_packet_get_side_data(packet_.get(), AV_PKT_DATA_PRFT, &bytes);
  if (told == nullptr || bytes < sizeof(AVProducerReferenceTime)) return std::nullopt;
  return absl::FromUnixMicros(reinterpret_cast<const AVProducerReferenceTime*>(told)->wallclock);
}

std::optional<absl::Duration> Packet::decodeAt(const StreamInfo& stream) const {
  const std::int64_t time = packet_->dts != AV_NOPTS_VALUE ? packet_->dts : packet_->pts;
  if (time == AV_NOPTS_VALUE) return std::nullopt;
  return stream.toOffset(time);
}

void Packet::moveTo(const StreamInfo& stream, absl::Duration at) {
  constexpr absl::Duration kLongestReorder = absl::Seconds(5);
  absl::Duration reorder;
  if (packet_->dts != AV_NOPTS_VALUE && packet_->pts != AV_NOPTS_VALUE) {
    reorder = stream.toOffset(packet_->pts) - stream.toOffset(packet_->dts);
    if (reorder < absl::ZeroDuration() || reorder > kLongestReorder) reorder = absl::ZeroDuration();
  }
  packet_->dts = stream.toPts(at);
  packet_->pts = stream.toPts(at + reorder);
}

bool Packet::disposable() const {
  return (packet_->flags & AV_PKT_FLAG_DISPOSABLE) != 0;
}

Packet Packet::share() const {
  Packet copy;
  if (av_packet_ref(copy.native(), native()) < 0) throw std::bad_alloc();
  return copy;
}

void Packet::Free::operator()(AVPacket* packet) const {
  av_packet_free(&packet);
}

}  // namespace cameramonit::media
