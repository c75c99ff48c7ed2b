#pragma once

#include <memory>
#include <optional>

#include <absl/time/time.h>

#include "common/media/packet.h"
#include "common/media/stream_info.h"

namespace cameramonit::source {

/// One access unit of a channel. Immutable once it is shared; nothing of it is ever copied. Reentrant.
struct ChannelPacket {
  /// Its own times are put right: StreamInfo::toOffset of them is channel time, whatever the camera said. To change a
  /// time or to write it, share() it first.
  media::Packet packet;
  /// What it belongs to; the same pointer as long as nothing changed in mid-stream.
  std::shared_ptr<const media::Streams> streams;
  int generation = 0;     ///< grows with every connection and every change of `streams`
  bool video = true;      ///< else sound
  bool keyframe = false;  ///< of the video; sound never is one
  /// When it is decoded, on the channel's own clock: it starts at 0, goes on over reconnects and never runs backwards.
  absl::Duration at;
  absl::Time wall;  ///< when it arrived, by the wall clock of this machine
  /// When it was taken, by the camera's clock, where the camera tells it. Often wrong by hours.
  std::optional<absl::Time> cameraTime;

  int sizeBytes() const { return packet.sizeBytes(); }
  /// The stream it belongs to.
  const media::StreamInfo& stream() const { return streams->all[static_cast<std::size_t>(packet.streamIndex())]; }
};

using SharedPacket = std::shared_ptr<const ChannelPacket>;

}  // namespace cameramonit::source
