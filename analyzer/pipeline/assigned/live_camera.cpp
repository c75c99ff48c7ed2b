#include "analyzer/pipeline/assigned/live_camera.h"

#include <algorithm>
#include <functional>
#include <system_error>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>

#include "analyzer/ledger/ledger_file.h"
#include "analyzer/pipeline/assigned/link_text.h"
#include "analyzer/pipeline/assigned/live_sink.h"
#include "analyzer/pipeline/live/outbox_sink.h"
#include "analyzer/pipeline/live/privacy.h"
#include "analyzer/pipeline/time_mapping.h"
#include "analyzer/record/picture_file.h"
#include "analyzer/source/bgr_picture.h"
#include "common/base/ids.h"
#include "common/base/status.h"
#include "common/media/decoder.h"
#include "common/media/picture_converter.h"

namespace cameramonit::assigned {
namespace {

using analyzer::v1::LiveStatus;

constexpr absl::Duration kBeat = absl::Seconds(1);
constexpr absl::Duration kLookBack = absl::Hours(48);
constexpr std::size_t kMostViews = 8;
constexpr absl::Duration kShortestGap = absl::Seconds(15);  // a restart that is no news

source::PacketRing::Limits limitsOf(const application::v1::Channel& channel) {
  source::PacketRing::Limits limits;
  if (channel.has_pre_roll()) limits.preRoll = std::max(pipeline::toDuration(channel.pre_roll()), limits.preRoll);
  return limits;
}

absl::Status offline() {
  return base::unavailable(base::ErrorReason::ERROR_REASON_CAMERA_OFFLINE, "The camera sends no picture now.");
}

}  // namespace

LiveCamera::LiveCamera(const Parts& parts, LiveOrder order)
    : parts_(parts),
      order_(std::move(order)),
      ring_(std::make_shared<source::PacketRing>(limitsOf(order_.channel))),
      shelf_(std::make_shared<RecordingShelf>(parts.peers, order_.channel.name())) {
  if (!order_.camera.sub_stream().empty()) {
    sub_ = std::make_unique<SubStream>(order_, parts_.clocks, parts_.log);
  }
  watch(sub_ ? sub_->ring() : ring_);
  recorder_.emplace(ChannelRecorder::Parts{order_.channel, *ring_, *shelf_, parts_.clocks.wall, parts_.log,
                                           [this] { return awake(); }});
  link_.emplace(openerOf(order_, order_.camera.main_stream(), parts_.clocks.steady), *ring_, *this,
                source::LinkOptions(), parts_.clocks,
                static_cast<std::uint32_t>(std::hash<std::string>{}(order_.channel.name())));
  attending_ = std::jthread([this](const std::stop_token& stop) { attend(stop); });
}

LiveCamera::~LiveCamera() {
  attending_.request_stop();
  attending_.join();
  sub_.reset();
  link_.reset();
  ring_->close();
  parts_.house.remove(order_.channel.name());
  recorder_.reset();
}

void LiveCamera::watch(const std::shared_ptr<source::PacketRing>& ring) {
  const std::string& name = order_.channel.name();
  std::error_code error;
  std::filesystem::create_directories(parts_.folder, error);
  pipeline::LiveAssignment assignment;
  assignment.settings.channel = order_.channel;
  // Every run is another one: what it sees was never seen before.
  assignment.settings.media = absl::StrCat("live ", base::newUuid(parts_.clocks.wall.now()));
  assignment.ring = ring;
  assignment.sink = std::make_unique<pipeline::OutboxSink>(std::make_unique<LiveSink>(parts_.peers, shelf_));
  assignment.ledger =
      std::make_unique<ledger::LedgerFile>(parts_.folder / (absl::StrReplaceAll(name, {{"/", "."}}) + ".ledger"));
  if (const absl::Status put = parts_.house.put(std::move(assignment)); !put.ok()) {
    parts_.log.error("live.not_watched", {{"channel", name}, {"status", put.ToString()}});
  }
}

bool LiveCamera::online() const {
  return link_->status().state == source::LinkState::kOnline;
}

bool LiveCamera::awake() const {
  const auto channel = parts_.house.find(order_.channel.name());
  return channel && channel->status().awake;
}

bool LiveCamera::sawPictures() const {
  const auto channel = parts_.house.find(order_.channel.name());
  return channel && channel->status().lastPacket != absl::InfinitePast();
}

void LiveCamera::onLink(const source::LinkStatus& status) {
  if (status.state == source::LinkState::kOnline) {
    parts_.log.info("camera.online", {{"channel", order_.channel.name()}});
  } else if (status.state == source::LinkState::kOffline) {
    parts_.log.warn("camera.offline", {{"channel", order_.channel.name()},
                                       {"reason", base::reasonName(base::errorReason(status.reason))},
                                       {"failures", status.failures}});
  }
}

std::optional<absl::Time> LiveCamera::lastWatched(absl::Time now) const {
  std::optional<absl::Time> last;
  for (const ledger::Span& span : parts_.house.ledger(order_.channel.name(), now - kLookBack, now)) {
    if (span.reason != ledger::Reason::kNotRunning) last = span.to;
  }
  return last;
}

void LiveCamera::attend(const std::stop_token& stop) {
  LinkNews news(order_.channel.name());
  const absl::Time begun = parts_.clocks.wall.now();
  const std::optional<absl::Time> last = lastWatched(begun);
  if (last && begun - *last > kShortestGap) tell({news.notWatched(*last, begun)}, stop);
  bool bySub = sub_ != nullptr;
  for (bool seen = false; (!seen || sub_) && parts_.clocks.steady.wait(kBeat, stop);) {
    // Once there was a picture, who watches it tells when it is lost.
    if (!seen) {
      seen = sawPictures();
      tell(news.observe(seen, parts_.clocks.wall.now()), stop);
    }
    if (!sub_ || sub_->watchable(online()) == bySub) continue;
    bySub = !bySub;
    watch(bySub ? sub_->ring() : ring_);
  }
}

void LiveCamera::tell(std::vector<events::v1::Event> news, const std::stop_token& stop) const {
  std::vector<events::v1::RecordEventsRequest> requests;
  for (events::v1::Event& event : news) {
    requests.emplace_back().set_sequence(static_cast<std::int64_t>(requests.size()));
    *requests.back().mutable_event() = std::move(event);
  }
  if (requests.empty()) return;
  if (const absl::Status told = parts_.peers.record(requests, stop); !told.ok()) {
    parts_.log.warn("live.news_untold", {{"channel", order_.channel.name()}, {"status", told.ToString()}});
  }
}

LiveStatus LiveCamera::status() const {
  const source::LinkStatus link = link_->status();
  const source::PacketRing::Stats ring = ring_->stats();
  LiveStatus status;
  *status.mutable_since_time() = pipeline::toProto(link.since);
  switch (link.state) {
    case source::LinkState::kConnecting:
      status.set_link(LiveStatus::LINK_CONNECTING);
      break;
    case source::LinkState::kOnline:
      status.set_link(LiveStatus::LINK_ONLINE);
      break;
    case source::LinkState::kOffline:
      status.set_link(LiveStatus::LINK_OFFLINE);
      status.set_offline_reason(base::reasonName(base::errorReason(link.reason)));
      *status.mutable_offline_text() = linkText(link.reason);
      break;
  }
  if (link.streams) {
    const media::StreamInfo& video = link.streams->videoInfo();
    status.set_codec(video.codec);
    status.set_width(video.width);
    status.set_height(video.height);
    status.set_frames_per_second(video.framesPerSecond);
  }
  status.set_ring_bytes(ring.bytes);
  status.set_packets(ring.pushed);
  status.set_reconnects(std::max<std::int64_t>(link.connections - 1, 0));
  status.set_recording(shelf_->running());
  status.set_lost_packets(recorder_->lost());
  if (const auto channel = parts_.house.find(order_.channel.name())) {
    const pipeline::LiveStatus watched = channel->status();
    status.set_awake(watched.awake);
    status.set_lost_packets(watched.shedPackets + recorder_->lost());
  }
  return status;
}

absl::StatusOr<analyzer::v1::GetSnapshotResponse> LiveCamera::snapshot() const {
  if (!online()) return offline();
  const source::RingReader::Read read = ring_->fromLastKeyframe().tryRead();
  if (!read.packet) return offline();
  CAMERAMONIT_ASSIGN_OR_RETURN(media::Decoder decoder, media::Decoder::open(read.packet->streams->videoInfo()));
  CAMERAMONIT_RETURN_IF_ERROR(decoder.send(read.packet->packet));
  CAMERAMONIT_RETURN_IF_ERROR(decoder.finish());
  media::Frame frame;
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool decoded, decoder.receive(frame));
  if (!decoded) return offline();
  media::PictureConverter converter;
  CAMERAMONIT_ASSIGN_OR_RETURN(cv::Mat picture, source::bgrPicture(converter, frame, {frame.width(), frame.height()}));
  pipeline::blacken(order_.channel, picture);
  analyzer::v1::GetSnapshotResponse response;
  CAMERAMONIT_ASSIGN_OR_RETURN(*response.mutable_jpeg(), record::encodeJpeg(picture));
  *response.mutable_taken_time() = pipeline::toProto(read.packet->wall);
  return response;
}

absl::Status LiveCamera::show(std::shared_ptr<pipeline::LiveDesk::Stream> stream) {
  if (!order_.channel.privacy_masks().empty()) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_CHANNEL_NOT_LIVE,
                                    "Parts of this camera's picture are for nobody to see; there are only snapshots.");
  }
  if (!online()) return offline();
  absl::MutexLock lock(&mutex_);
  views_.remove_if([](const LiveView& view) { return view.over(); });
  if (views_.size() >= kMostViews) {
    return base::resourceExhausted(base::ErrorReason::ERROR_REASON_OVERLOADED,
                                   "Too many people watch this camera now. Try again later.");
  }
  views_.emplace_back(*ring_, std::move(stream));
  return absl::OkStatus();
}

}  // namespace cameramonit::assigned
