#include "analyzer/pipeline/live/live_channel.h"

#include <algorithm>
#include <utility>

#include <opencv2/core.hpp>

#include "analyzer/pipeline/event_mapping.h"
#include "analyzer/pipeline/live/privacy.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(250);
constexpr float kMovingShare = 0.05F;  // of a region, from which it moves
constexpr std::int64_t kLoggedFailures = 20;

live::EyeSettings eyeOf(const LiveSettings& settings) {
  live::EyeSettings eye = settings.eye;
  if (settings.channel.analysis_fps() > 0) eye.framesPerSecond = settings.channel.analysis_fps();
  eye.mostFramesPerSecond = std::max(eye.mostFramesPerSecond, eye.framesPerSecond);
  return eye;
}

/// Whether this frame is a reason to look at the next one.
bool busy(const track::AnalysedFrame& frame) {
  const auto& regions = frame.motion.regions;
  return frame.motion.relearned || !frame.tracker.uncertainBoxes().empty() ||
         std::any_of(regions.begin(), regions.end(),
                     [](const motion::Region& region) { return region.movingShare >= kMovingShare; });
}

}  // namespace

LiveChannel::LiveChannel(LiveSettings settings, const Parts& parts)
    : settings_(std::move(settings)),
      parts_(parts),
      detector_(parts.detector.openLine()),
      eye_(eyeOf(settings_), [this](source::VideoFrame frame) { return analyse(std::move(frame)); }),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LiveChannel::~LiveChannel() {
  thread_.request_stop();
  thread_.join();
}

void LiveChannel::run(const std::stop_token& stop) {
  {
    absl::MutexLock lock(&mutex_);
    status_.channel = settings_.channel.name();
  }
  wall_ = parts_.clock.now();
  source::RingReader reader = parts_.ring.fromLastKeyframe();
  std::int64_t shed = 0;
  while (!stop.stop_requested()) {
    source::RingReader::Read read = reader.read(kPatience, stop);
    if (read.packet == nullptr) {
      if (read.ended) break;
      noteSilence();
      continue;
    }
    if (parts_.clock.now() - read.packet->wall > settings_.mostDelay && reader.behind() > 0) {
      // Analysis gives way first: recording reads the same ring on its own. Catches up at the newest keyframe.
      shed += std::max<std::int64_t>(0, reader.skipToLastKeyframe());
      if (shed > 0) {
        ++shed;  // this one
        continue;
      }
    }
    if (shed > 0) {
      absl::MutexLock lock(&mutex_);
      status_.shedPackets += shed;
    }
    read.lost += std::exchange(shed, 0);
    take(read);
  }
  survive(finish());
  survive(parts_.ledger.save());
}

void LiveChannel::take(const source::RingReader::Read& read) {
  const source::ChannelPacket& packet = *read.packet;
  wall_ = packet.wall;
  at_ = packet.at;
  {
    const Turns::Turn turn(parts_.turns);
    survive(eye_.see(read.packet, read.lost));
  }
  if (packet.video) publish(packet);
}

void LiveChannel::publish(const source::ChannelPacket& packet) {
  ledger::Sight sight = eye_.sight();
  ledger::Reason reason = eye_.reason();
  if (sight != ledger::Sight::kBlind && teller_ != nullptr && !teller_->sees()) {
    sight = ledger::Sight::kBlind;
    reason = ledger::Reason::kBadPicture;
  }
  survive(parts_.ledger.note(sight, reason, packet.wall));
  absl::MutexLock lock(&mutex_);
  status_.online = true;
  status_.awake = eye_.awake();
  status_.sight = sight;
  status_.reason = reason;
  status_.eye = eye_.stats();
  status_.events = eventsBefore_ + (teller_ ? teller_->events() : 0);
  status_.lastPacket = packet.wall;
}

void LiveChannel::noteSilence() {
  const absl::Time now = parts_.clock.now();
  if (now - wall_ < settings_.offlineAfter) return;
  survive(parts_.ledger.note(ledger::Sight::kBlind, ledger::Reason::kOffline, now));
  bool wasOnline = false;
  {
    absl::MutexLock lock(&mutex_);
    wasOnline = std::exchange(status_.online, false);
    status_.awake = false;
    status_.sight = ledger::Sight::kBlind;
    status_.reason = ledger::Reason::kOffline;
  }
  if (wasOnline && teller_) survive(teller_->lost(toldAt_));
}

absl::StatusOr<bool> LiveChannel::analyse(source::VideoFrame frame) {
  blacken(settings_.channel, frame.picture);  // before anything looks at it or keeps it
  if (anchor_) {
    // The picture is a little older than the packet that made it be looked at.
    const auto told = anchor_->advance(frame.at, wall_ - std::max(at_ - frame.at, absl::ZeroDuration()));
    if (!told) {
      parts_.log.warn("live.clock_was_set", {{"channel", settings_.channel.name()}});
      CAMERAMONIT_RETURN_IF_ERROR(finish());
    } else {
      frame.at = *told;
    }
  }
  if (!tracker_) CAMERAMONIT_RETURN_IF_ERROR(begin(frame));
  toldAt_ = frame.at;
  bool stirs = false;
  const absl::Status status =
      tracker_->push(std::move(frame), [&](const track::AnalysedFrame& analysed) -> absl::Status {
        stirs = busy(analysed);
        return teller_->observe(analysed);
      });
  // What could not be told must not keep the pictures from being looked at.
  survive(status);
  return stirs;
}

absl::Status LiveChannel::begin(const source::VideoFrame& frame) {
  anchor_.emplace(frame.at, wall_ - std::max(at_ - frame.at, absl::ZeroDuration()));
  const cv::Size size = frame.picture.size();
  track::VideoTrackerOptions options;
  options.framesInFlight = 1;
  options.trustedScore = settings_.channel.minimum_score();
  options.tracker.confirmSpan = absl::Milliseconds(140);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto ground, groundOf(settings_.channel, size));
  tracker_ = std::make_unique<track::VideoTracker>(*detector_, size, options);
  const Told told{settings_.channel.name(), settings_.media, settings_.attempt, anchor_->start(), true};
  teller_ = std::make_unique<EventTeller>(told, settings_.channel, size, ground, parts_.sink);
  return absl::OkStatus();
}

absl::Status LiveChannel::finish() {
  absl::Status status;
  if (tracker_) {
    status = tracker_->finish([this](const track::AnalysedFrame& frame) { return teller_->observe(frame); }).status();
  }
  if (teller_) {
    status.Update(teller_->finish(toldAt_));
    eventsBefore_ += teller_->events();
  }
  teller_.reset();
  tracker_.reset();
  anchor_.reset();
  return status;
}

void LiveChannel::survive(const absl::Status& status) {
  if (status.ok()) return;
  std::int64_t failures = 0;
  {
    absl::MutexLock lock(&mutex_);
    failures = ++status_.failures;
  }
  if (failures <= kLoggedFailures || failures % 1000 == 0) {
    parts_.log.warn(
        "live.failure",
        {{"channel", settings_.channel.name()}, {"why", std::string(status.message())}, {"failures", failures}});
  }
}

LiveStatus LiveChannel::status() const {
  absl::MutexLock lock(&mutex_);
  return status_;
}

}  // namespace cameramonit::pipeline
