#include "analyzer/pipeline/assigned/live_view.h"

#include <algorithm>
#include <utility>

#include <absl/synchronization/mutex.h>

#include "common/base/status.h"
#include "common/media/fragment_muxer.h"

namespace cameramonit::assigned {
namespace {

constexpr std::size_t kMostBytes = 1 << 20;  // of one message
constexpr absl::Duration kPatience = absl::Milliseconds(200);
constexpr std::int64_t kFarBehind = 150;  // packets; then it goes on at the newest keyframe

absl::Status offline() {
  return base::unavailable(base::ErrorReason::ERROR_REASON_CAMERA_OFFLINE, "The camera sends no picture now.");
}

}  // namespace

/// Open while the viewer has taken everything. Thread-safe.
class LiveView::Gate {
 public:
  void open() {
    absl::MutexLock lock(&mutex_);
    open_ = true;
  }
  void shut() {
    absl::MutexLock lock(&mutex_);
    open_ = false;
  }
  bool await(absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    return mutex_.AwaitWithTimeout(absl::Condition(&open_), patience);
  }

 private:
  absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
};

LiveView::LiveView(const source::PacketRing& ring, std::shared_ptr<pipeline::LiveDesk::Stream> stream)
    : ring_(ring), stream_(std::move(stream)), gate_(std::make_shared<Gate>()) {
  stream_->onDrained([gate = gate_] { gate->open(); });
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

LiveView::~LiveView() = default;

void LiveView::work(const std::stop_token& stop) {
  stream_->finish(show(stop));
  over_ = true;
}

absl::Status LiveView::show(const std::stop_token& stop) {
  source::RingReader reader = ring_.fromLastKeyframe();
  std::unique_ptr<media::FragmentMuxer> muxer;
  std::shared_ptr<const media::Streams> streams;
  std::string contentType;
  const auto push = [&](std::string_view bytes) -> absl::Status {
    gate_->shut();
    for (std::size_t at = 0; at < bytes.size(); at += kMostBytes) {
      analyzer::v1::StreamLiveResponse message;
      message.set_content_type(std::exchange(contentType, {}));
      message.set_data(std::string(bytes.substr(at, kMostBytes)));
      if (!stream_->push(std::move(message))) return base::cancelled("The viewer went away.");
    }
    return absl::OkStatus();
  };
  while (!stop.stop_requested() && !stream_->closed()) {
    if (!gate_->await(kPatience)) continue;
    if (reader.behind() > kFarBehind) reader.skipToLastKeyframe();
    const source::RingReader::Read read = reader.read(kPatience, stop);
    if (read.ended) return offline();
    if (!read.packet) continue;
    const source::ChannelPacket& packet = *read.packet;
    if (streams && packet.streams != streams) return offline();  // another kind of picture: a new head is needed
    if (!muxer) {
      if (!packet.keyframe) continue;
      streams = packet.streams;
      contentType = media::FragmentMuxer::contentType(*streams, /*sound=*/false);
      // Browsers start without a click only where there is no sound.
      CAMERAMONIT_ASSIGN_OR_RETURN(
          muxer, media::FragmentMuxer::begin(*streams, {.fragment = absl::ZeroDuration(), .sound = false}, push));
    }
    CAMERAMONIT_RETURN_IF_ERROR(muxer->write(packet.packet.share()));
  }
  return offline();
}

}  // namespace cameramonit::assigned
