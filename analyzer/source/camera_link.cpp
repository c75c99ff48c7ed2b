#include "analyzer/source/camera_link.h"

#include <optional>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::source {
namespace {

bool isWrongLogin(const absl::Status& status) {
  const base::ErrorReason reason = base::errorReason(status);
  return reason == base::ErrorReason::ERROR_REASON_CAMERA_LOGIN_REFUSED ||
         reason == base::ErrorReason::ERROR_REASON_CREDENTIALS_MISSING;
}

}  // namespace

CameraLink::CameraLink(Opener opener, PacketRing& ring, LinkListener& listener, const LinkOptions& options,
                       Clocks clocks, std::uint32_t seed)
    : opener_(std::move(opener)),
      ring_(ring),
      listener_(listener),
      options_(options),
      clocks_(clocks),
      origin_(clocks.steady.now()),
      backOff_(options.backOff, seed),
      clock_(origin_) {
  status_.since = clocks.wall.now();
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

CameraLink::~CameraLink() = default;

LinkStatus CameraLink::status() const {
  absl::MutexLock lock(&mutex_);
  return status_;
}

void CameraLink::run(const std::stop_token& stop) {
  absl::Status reason;
  while (!stop.stop_requested()) {
    tell(LinkState::kConnecting, reason);
    auto input = opener_(stop);
    reason = input.ok() ? stream(**input, stop) : input.status();
    if (stop.stop_requested()) return;
    const absl::Duration pause = backOff_.next(isWrongLogin(reason));
    tell(LinkState::kOffline, reason, pause);
    input = absl::CancelledError();  // hangs up before the pause
    if (!clocks_.steady.wait(pause, stop)) return;
  }
}

absl::Status CameraLink::stream(media::PacketInput& input, const std::stop_token& stop) {
  clock_.reconnected();
  streams_.reset();
  online_ = false;
  const absl::Duration begun = clocks_.steady.now();
  absl::Duration lastPicture = begun;
  while (!stop.stop_requested()) {
    media::Packet packet;
    CAMERAMONIT_RETURN_IF_ERROR(input.read(packet));
    const auto streams = input.streams();
    const absl::Duration now = clocks_.steady.now();
    const bool video = packet.streamIndex() == streams->video;
    if (video) lastPicture = now;
    if (now - lastPicture > options_.videoLimit) {
      return base::unavailable(base::ErrorReason::ERROR_REASON_CAMERA_STALLED,
                               "The camera sends sound, but no picture any more.");
    }
    // What comes before the first keyframe cannot be seen by anybody.
    if (!online_ && !(video && packet.keyframe())) continue;
    ring_.push(take(std::move(packet), streams));
    if (!online_) {
      online_ = true;
      ++connections_;
      tell(LinkState::kOnline, absl::OkStatus());
    }
    if (backOff_.failures() > 0 && now - begun > options_.proven) backOff_.reset();
  }
  return base::cancelled("Stopped.");
}

SharedPacket CameraLink::take(media::Packet packet, const std::shared_ptr<const media::Streams>& streams) {
  if (streams != streams_) {
    streams_ = streams;
    ++generation_;
  }
  auto taken = std::make_shared<ChannelPacket>();
  taken->video = packet.streamIndex() == streams->video;
  taken->keyframe = taken->video && packet.keyframe();
  taken->wall = clocks_.wall.now();
  taken->cameraTime = packet.senderTime();
  taken->generation = generation_;
  taken->streams = streams;
  const media::StreamInfo& stream = streams->all[static_cast<std::size_t>(packet.streamIndex())];
  taken->at = clock_.next(packet.streamIndex(), packet.decodeAt(stream), clocks_.steady.now());
  packet.moveTo(stream, taken->at);
  taken->packet = std::move(packet);
  return taken;
}

void CameraLink::tell(LinkState state, absl::Status reason, absl::Duration nextTry) {
  LinkStatus fresh;
  fresh.state = state;
  fresh.reason = std::move(reason);
  fresh.since = clocks_.wall.now();
  fresh.at = channelTime();
  fresh.failures = backOff_.failures();
  fresh.connections = connections_;
  fresh.nextTry = nextTry;
  if (state == LinkState::kOnline) fresh.streams = streams_;
  {
    absl::MutexLock lock(&mutex_);
    status_ = fresh;
  }
  listener_.onLink(fresh);
}

}  // namespace cameramonit::source
