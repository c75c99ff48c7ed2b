#include "analyzer/pipeline/assigned/channel_recorder.h"

#include <algorithm>
#include <utility>

#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"
#include "common/media/atomic_file.h"

namespace cameramonit::assigned {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(200);
constexpr absl::Duration kAsk = absl::Milliseconds(100);
constexpr absl::Duration kLongestSegment = absl::Minutes(5);
constexpr absl::Duration kShortestSegment = absl::Seconds(10);
constexpr absl::Duration kAfterFailure = absl::Seconds(5);
constexpr absl::Duration kGap = absl::Seconds(2);  // between pictures, from which it is said
constexpr int kPartsOfALoop = 6;

bool isAlways(const application::v1::Channel& channel) {
  return channel.recording_mode() == application::v1::RECORDING_MODE_LOOP ||
         channel.recording_mode() == application::v1::RECORDING_MODE_CONTINUOUS;
}

/// The shorter the loop, the finer its parts: what is let go goes a part at a time.
absl::Duration segmentOf(const application::v1::Channel& channel) {
  if (!channel.has_recording_limit()) return kLongestSegment;
  return std::clamp(pipeline::toDuration(channel.recording_limit()) / kPartsOfALoop, kShortestSegment, kLongestSegment);
}

absl::Duration rollOf(bool has, const google::protobuf::Duration& roll) {
  return has ? pipeline::toDuration(roll) : absl::Seconds(5);
}

media::v1::VideoFormat formatOf(const media::Streams& streams) {
  media::v1::VideoFormat format;
  const media::StreamInfo& video = streams.videoInfo();
  format.set_codec(video.codec);
  format.set_width(video.width);
  format.set_height(video.height);
  format.set_frames_per_second(static_cast<float>(video.framesPerSecond));
  if (streams.audio >= 0) format.set_audio_codec(streams.all[static_cast<std::size_t>(streams.audio)].codec);
  return format;
}

}  // namespace

ChannelRecorder::ChannelRecorder(const Parts& parts)
    : parts_(parts),
      always_(isAlways(parts.channel)),
      preRoll_(rollOf(parts.channel.has_pre_roll(), parts.channel.pre_roll())),
      postRoll_(rollOf(parts.channel.has_post_roll(), parts.channel.post_roll())),
      segment_(segmentOf(parts.channel)),
      notBefore_(-absl::InfiniteDuration()) {
  // What cannot be blackened without coding it anew is not kept.
  if (parts.channel.recording_mode() == application::v1::RECORDING_MODE_OFF) return;
  if (!parts.channel.privacy_masks().empty()) {
    parts.log.warn("recording.masked", {{"channel", parts.channel.name()}});
    return;
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

ChannelRecorder::~ChannelRecorder() = default;

bool ChannelRecorder::wanted(absl::Duration at) {
  if (at < notBefore_) return false;
  if (always_) return true;
  if (at - askedAt_ >= kAsk) {
    askedAt_ = at;
    if (parts_.awake()) stirredAt_ = at;
  }
  return at < stirredAt_ + postRoll_ + kGap;
}

void ChannelRecorder::work(const std::stop_token& stop) {
  source::RingReader reader = parts_.ring.fromLiveEdge();
  while (!stop.stop_requested()) {
    const source::RingReader::Read read = reader.read(kPatience, stop);
    if (file_) lost_ += read.lost;
    if (!read.packet) continue;
    const source::ChannelPacket& packet = *read.packet;
    if (!wanted(packet.at)) {
      if (file_) end(stop);
      continue;
    }
    if (!file_) {
      // From the keyframe before what stirred, as far as the ring goes back.
      reader = parts_.ring.from(packet.at - (always_ ? absl::ZeroDuration() : preRoll_));
      const source::RingReader::Read first = reader.tryRead();
      if (!first.packet || !first.packet->keyframe) continue;
      const absl::Status begun = begin(*first.packet);
      if (begun.ok()) continue;
      ++lost_;
      notBefore_ = packet.at + kAfterFailure;
      parts_.log.warn("recording.refused", {{"channel", parts_.channel.name()}, {"status", begun.ToString()}});
      reader = parts_.ring.fromLiveEdge();
      continue;
    }
    const absl::Status taken = take(packet, stop);
    if (taken.ok()) continue;
    ++lost_;
    notBefore_ = packet.at + kAfterFailure;
    parts_.log.error("recording.failed", {{"channel", parts_.channel.name()}, {"status", taken.ToString()}});
    end(stop);
  }
  // Asked once: whoever stops must not wait for a media service that has stopped already.
  if (file_) end(stop);
}

absl::Status ChannelRecorder::take(const source::ChannelPacket& packet, const std::stop_token& stop) {
  const bool changed = packet.streams != file_->streams;
  if (packet.keyframe && (changed || packet.at - file_->startAt >= segment_)) {
    end(stop);
    return begin(packet);
  }
  if (changed) return absl::OkStatus();  // of another kind, and no keyframe yet
  if (packet.video && packet.at - file_->lastAt > kGap) {
    file_->gaps.push_back(
        {file_->start + (file_->lastAt - file_->startAt), file_->start + (packet.at - file_->startAt)});
  }
  if (packet.video) file_->lastAt = packet.at;
  return file_->muxer->write(packet.packet.share());
}

absl::Status ChannelRecorder::begin(const source::ChannelPacket& packet) {
  File file;
  file.start = packet.wall;
  file.startAt = file.lastAt = packet.at;
  file.streams = packet.streams;
  CAMERAMONIT_ASSIGN_OR_RETURN(file.place, parts_.shelf.begin(file.start, formatOf(*packet.streams)));
  file.out.open(file.place.file, std::ios::binary | std::ios::trunc);
  file_.emplace(std::move(file));
  const auto write = [this](std::string_view bytes) -> absl::Status {
    file_->out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file_->out.flush();
    if (!file_->out) {
      return base::resourceExhausted(base::ErrorReason::ERROR_REASON_DISK_FULL, "A recording cannot be written.");
    }
    file_->bytes += static_cast<std::int64_t>(bytes.size());
    return absl::OkStatus();
  };
  absl::StatusOr<std::unique_ptr<media::FragmentMuxer>> muxer =
      media::FragmentMuxer::begin(*packet.streams, {.fragment = absl::Seconds(1)}, write);
  absl::Status begun = muxer.status();
  if (begun.ok()) {
    file_->muxer = *std::move(muxer);
    begun = file_->muxer->write(packet.packet.share());
  }
  if (!begun.ok()) end({});
  return begun;
}

void ChannelRecorder::end(const std::stop_token& stop) {
  if (file_->muxer) {
    if (const absl::Status flushed = file_->muxer->flush(); !flushed.ok()) {
      parts_.log.warn("recording.cut_short", {{"status", flushed.ToString()}});
    }
  }
  file_->out.close();
  const absl::Time until = file_->start + (file_->lastAt - file_->startAt);
  // Where nobody hears it now, the media service completes it by itself.
  const absl::Status told = parts_.shelf.end(file_->place.media, until, file_->bytes, file_->gaps, stop);
  if (!told.ok()) parts_.log.warn("recording.end_untold", {{"status", told.ToString()}});
  file_.reset();
}

}  // namespace cameramonit::assigned
