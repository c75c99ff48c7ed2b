#include "analyzer/live/live_eye.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "analyzer/source/bgr_picture.h"
#include "common/base/status.h"

namespace cameramonit::live {
namespace {

using State = gate::Wake::State;

constexpr double kCostLearning = 0.1;
constexpr int kBlank = 3;                   // keyframes without a picture, from which nothing can be decoded
constexpr std::size_t kMostBacklog = 3000;  // packets: a camera that sends no keyframes must not fill the memory

absl::Duration cpuTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

gate::PacketKind kindOf(const source::ChannelPacket& packet) {
  if (packet.keyframe) return gate::PacketKind::kKeyframe;
  return packet.packet.disposable() ? gate::PacketKind::kDisposable : gate::PacketKind::kReference;
}

}  // namespace

LiveEye::LiveEye(const EyeSettings& settings, Sink sink)
    : settings_(settings), sink_(std::move(sink)), wake_(settings.wake), budget_(settings.idleCores) {}

ledger::Sight LiveEye::sight() const {
  if (lostSome_ || blankKeyframes_ >= kBlank) return ledger::Sight::kBlind;
  return wake_.state() == State::kAsleep && settings_.gated ? ledger::Sight::kGated : ledger::Sight::kSeen;
}

ledger::Reason LiveEye::reason() const {
  if (blankKeyframes_ >= kBlank) return ledger::Reason::kUndecodable;
  return lostSome_ ? ledger::Reason::kOverloaded : ledger::Reason::kNone;
}

EyeStats LiveEye::stats() const {
  EyeStats stats = stats_;
  stats.wakes = wake_.wakes();
  stats.vain = wake_.vain();
  if (decoder_) stats.damaged += decoder_->damagedUnits();
  return stats;
}

absl::Status LiveEye::see(const source::SharedPacket& packet, std::int64_t lost) {
  stats_.lost += lost;
  lostSome_ = lost > 0;
  if (!packet->video) return absl::OkStatus();
  ++stats_.packets;
  if (packet->streams != streams_ || packet->generation != generation_) CAMERAMONIT_RETURN_IF_ERROR(open(*packet));
  if (lost > 0) started_ = false;
  budget_.earn(packet->at);
  const bool stirred = packetGate_.observe(kindOf(*packet), packet->sizeBytes(), packet->at);

  if (packet->keyframe) {
    // What was not worth decoding until now never will be.
    if (!backlog_.empty() && decoder_) decoder_->reset();
    backlog_.clear();
    started_ = true;
  }
  if (!started_ || !decoder_) return absl::OkStatus();
  backlog_.push_back(packet);
  if (backlog_.size() > kMostBacklog) {
    backlog_.clear();
    started_ = false;
    return absl::OkStatus();
  }
  if (stirred) {
    eagerUntil_ = packet->at + settings_.eager;
    wake_.packetsStirred(packet->at);
  }
  if (wantsDecoding(*packet, stirred)) CAMERAMONIT_RETURN_IF_ERROR(decodeBacklog(packet->at));
  noteOutcome(packet->at);
  return absl::OkStatus();
}

absl::Status LiveEye::open(const source::ChannelPacket& packet) {
  if (decoder_) stats_.damaged += decoder_->damagedUnits();
  const bool sameStream = packet.streams == streams_;
  streams_ = packet.streams;
  generation_ = packet.generation;
  backlog_.clear();
  started_ = false;
  packetGate_.restart();
  wake_.sleep();
  if (sameStream && decoder_) {
    decoder_->reset();
    return absl::OkStatus();
  }
  auto decoder = media::Decoder::open(packet.stream());
  decoder_.reset();
  // A codec that is not known here is a blind channel, not the end of it: the camera may be set otherwise.
  if (decoder.ok()) decoder_.emplace(*std::move(decoder));
  blankKeyframes_ = decoder_ ? 0 : kBlank;
  return absl::OkStatus();
}

void LiveEye::noteOutcome(absl::Duration at) {
  const auto outcome = wake_.advance(at);
  if (!outcome) return;
  if (outcome->proven) {
    packetGate_.proven();
  } else if (outcome->cause == gate::Wake::Cause::kPackets) {
    packetGate_.inVain();
  } else {
    keyframeGate_.inVain();
  }
}

bool LiveEye::wantsDecoding(const source::ChannelPacket& packet, bool stirred) {
  if (!settings_.gated || stirred || wake_.state() != State::kAsleep) return true;
  if (packet.keyframe && packet.at - lastComparedAt_ >= settings_.keyframeInterval) return true;
  // A longer look at what lies between the keyframes, as far as it is paid for.
  const absl::Duration cost = costOfPicture_ * static_cast<double>(backlog_.size());
  return packet.at - lastComparedAt_ >= settings_.compareInterval && budget_.affords(cost);
}

absl::StatusOr<int> LiveEye::lookAtReady(absl::Duration sentAt, absl::Duration now) {
  for (int pictures = 0;; ++pictures) {
    media::Frame frame;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool got, decoder_->receive(frame));
    if (!got) return pictures;
    if (!frame.at()) frame.setAt(sentAt);
    CAMERAMONIT_RETURN_IF_ERROR(look(frame, now));
  }
}

absl::Status LiveEye::decodeBacklog(absl::Duration now) {
  const bool asleep = wake_.state() == State::kAsleep;
  const bool keyframe = backlog_.front()->keyframe;
  const std::vector<source::SharedPacket> packets = std::exchange(backlog_, {});
  const absl::Duration begun = cpuTime();
  int pictures = 0;
  for (const source::SharedPacket& packet : packets) {
    CAMERAMONIT_RETURN_IF_ERROR(decoder_->send(packet->packet));
    CAMERAMONIT_ASSIGN_OR_RETURN(const int ready, lookAtReady(packet->at, now));
    pictures += ready;
  }
  if (pictures == 0 && keyframe && packets.size() == 1) {
    // Where pictures are coded out of order the decoder holds this one back until it is told that none follows; what
    // does follow is then decoded from the keyframe on again.
    CAMERAMONIT_RETURN_IF_ERROR(decoder_->finish());
    CAMERAMONIT_ASSIGN_OR_RETURN(pictures, lookAtReady(now, now));
    decoder_->reset();
    backlog_ = packets;
  }
  const absl::Duration spent = cpuTime() - begun;
  stats_.decoded += pictures;
  if (pictures > 0) {
    blankKeyframes_ = 0;
    costOfPicture_ += kCostLearning * (spent / static_cast<double>(pictures) - costOfPicture_);
  } else if (keyframe) {
    ++blankKeyframes_;
  }
  // Keyframes are looked at in any case; only more than these must be affordable.
  if (asleep && !keyframe) budget_.spend(spent);
  return absl::OkStatus();
}

absl::Status LiveEye::look(const media::Frame& frame, absl::Duration now) {
  const absl::Duration at = *frame.at();
  lastDecodedAt_ = at;
  const bool newest = at >= now - settings_.compareInterval;
  if (settings_.gated && wake_.state() != State::kAwake &&
      (newest || at - lastComparedAt_ >= settings_.compareInterval)) {
    wake_.pictureCompared(at, compare(frame, at));
    if (awake()) eagerUntil_ = at + settings_.eager;
  }
  const bool analysing = awake() || !settings_.gated;
  const double rate = at < eagerUntil_ ? settings_.mostFramesPerSecond : settings_.framesPerSecond;
  const absl::Duration interval = analysing ? absl::Seconds(1) / rate - absl::Milliseconds(5) : settings_.glance;
  if (at - lastAt_ >= interval) CAMERAMONIT_RETURN_IF_ERROR(analyse(frame, at));
  return absl::OkStatus();
}

bool LiveEye::compare(const media::Frame& frame, absl::Duration at) {
  cv::Mat luma(gate::KeyframeGate::kHeight, gate::KeyframeGate::kWidth, CV_8UC1);
  media::PictureConverter::Target target;
  target.format = media::PictureConverter::Format::kLuma8;
  target.width = luma.cols;
  target.height = luma.rows;
  target.planes[0] = luma.data;
  target.strides[0] = static_cast<int>(luma.step);
  lastComparedAt_ = at;
  if (!toLuma_.convert(frame, target).ok()) return false;
  ++stats_.compared;
  return keyframeGate_.observe(luma, at).stirred;
}

absl::StatusOr<cv::Mat> LiveEye::pictureOf(const media::Frame& frame) {
  if (size_.empty()) {
    const int width = std::min(frame.width(), settings_.mostWidth);
    size_ = {width, std::max(1, frame.height() * width / std::max(1, frame.width()))};
  }
  return source::bgrPicture(toPicture_, frame, size_);
}

absl::Status LiveEye::analyse(const media::Frame& frame, absl::Duration at) {
  source::VideoFrame picture;
  CAMERAMONIT_ASSIGN_OR_RETURN(picture.picture, pictureOf(frame));
  picture.index = nextIndex_++;
  picture.at = at;
  picture.damaged = frame.damaged();
  lastAt_ = at;
  ++stats_.analysed;
  CAMERAMONIT_ASSIGN_OR_RETURN(const bool busy, sink_(std::move(picture)));
  if (busy && !busy_) eagerUntil_ = at + settings_.eager;
  busy_ = busy;
  wake_.analysed(at, busy);
  return absl::OkStatus();
}

}  // namespace cameramonit::live
