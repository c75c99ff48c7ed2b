#include "common/media/packet.h"

#include <new>

extern "C" {
#include <libavcodec/packet.h>
}

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

Packet Packet::share() const {
  Packet copy;
  if (av_packet_ref(copy.native(), native()) < 0) throw std::bad_alloc();
  return copy;
}

void Packet::Free::operator()(AVPacket* packet) const {
  av_packet_free(&packet);
}

}  // namespace cameramonit::media
