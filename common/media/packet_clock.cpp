#include "common/media/packet_clock.h"

extern "C" {
#include <libavformat/avformat.h>
}

namespace cameramonit::media {
namespace {

// Pictures come a little out of order; from here on the clock was restarted.
constexpr absl::Duration kRestart = absl::Seconds(1);
constexpr double kAssumedFramesPerSecond = 25;

}  // namespace

void PacketClock::correct(Packet& packet) {
  AVPacket& native = *packet.native();
  const std::int64_t pts = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
  if (packet.streamIndex() == demuxer_.video().index && pts != AV_NOPTS_VALUE) {
    absl::Duration at = demuxer_.toOffset(packet.streamIndex(), pts) + shift_;
    if (last_ && at < *last_ - kRestart) {
      const double rate = demuxer_.video().framesPerSecond;
      const absl::Duration continued = *last_ + absl::Seconds(1) / (rate > 0 ? rate : kAssumedFramesPerSecond);
      shift_ += continued - at;
      at = continued;
      ++restarts_;
    }
    last_ = at;
  }
  if (shift_ == absl::ZeroDuration()) return;
  const AVRational timeBase = demuxer_.native()->streams[packet.streamIndex()]->time_base;
  const std::int64_t shift = av_rescale_q(absl::ToInt64Microseconds(shift_), {1, 1000000}, timeBase);
  if (native.pts != AV_NOPTS_VALUE) native.pts += shift;
  if (native.dts != AV_NOPTS_VALUE) native.dts += shift;
}

void PacketClock::reset() {
  shift_ = absl::ZeroDuration();
  last_.reset();
  restarts_ = 0;
}

}  // namespace cameramonit::media
