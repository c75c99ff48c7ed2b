#include "common/media/clip_cutter.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

extern "C" {
#include <libavformat/avformat.h>
}

#include "common/base/status.h"
#include "common/media/packet_clock.h"

namespace cameramonit::media {
namespace {

constexpr std::int64_t kMostHeldBytes = 128 << 20;  // of one group of pictures

/// One cut: reads from before the range, holds back what follows the newest keyframe, and lets go of it once the range
/// begins. That works also where seeking is inexact. Thread-bound.
class Cut {
 public:
  Cut(Demuxer demuxer, const MediaRange& range) : demuxer_(std::move(demuxer)), clock_(demuxer_), range_(range) {}

  absl::StatusOr<CutClip> run(const std::filesystem::path& destination) {
    CAMERAMONIT_RETURN_IF_ERROR(findStart());
    CAMERAMONIT_RETURN_IF_ERROR(openOutput(destination));
    for (Packet& packet : held_) CAMERAMONIT_RETURN_IF_ERROR(write(packet));
    held_.clear();
    while (!pastEnd_) {
      Packet packet;
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, read(packet));
      if (!more) break;
      CAMERAMONIT_RETURN_IF_ERROR(write(packet));
    }
    CAMERAMONIT_RETURN_IF_ERROR(muxer_->finish());
    return CutClip{start_, end_ - start_, container_};
  }

 private:
  struct Output {
    int stream = -1;
    std::int64_t originPts = 0;  ///< the clip's start in the time base of the source's stream
  };

  absl::Status findStart() {
    // The clock of a transport stream may restart anywhere, so its moments are found by counting from the beginning.
    const bool seekable = demuxer_.container() != "mpegts";
    if (seekable && range_.from > absl::ZeroDuration() && demuxer_.seek(range_.from).ok()) {
      CAMERAMONIT_RETURN_IF_ERROR(holdFromKeyframe());
      if (!held_.empty() && start_ <= range_.from) return absl::OkStatus();
    }
    // The seek was refused or went too far: from the beginning, then. At time zero nothing can be before the range.
    if (const absl::Status rewound = demuxer_.seek(absl::ZeroDuration());
        !rewound.ok() && seekable && range_.from > absl::ZeroDuration()) {
      return rewound;
    }
    clock_.reset();
    CAMERAMONIT_RETURN_IF_ERROR(holdFromKeyframe());
    if (!held_.empty()) return absl::OkStatus();
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                    "There is no whole picture in that part of the video.");
  }

  absl::StatusOr<bool> read(Packet& packet) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_.read(packet));
    if (more) clock_.correct(packet);
    return more;
  }

  /// Leaves in `held_` everything from the last keyframe at or before the range (else the first one after it) up to
  /// the first picture within the range.
  absl::Status holdFromKeyframe() {
    held_.clear();
    std::int64_t heldBytes = 0;
    for (;;) {
      Packet packet;
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, read(packet));
      if (!more) return absl::OkStatus();
      const bool video = packet.streamIndex() == demuxer_.video().index;
      const std::optional<absl::Duration> at = time(packet);
      if (video && packet.keyframe() && (held_.empty() || at.value_or(range_.from) <= range_.from)) {
        held_.clear();
        heldBytes = 0;
        start_ = at.value_or(absl::ZeroDuration());
      } else if (held_.empty()) {
        continue;
      }
      heldBytes += packet.sizeBytes();
      if (heldBytes > kMostHeldBytes) {
        return base::failedPrecondition(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                        "The video has too few keyframes to cut it without coding it anew.");
      }
      held_.push_back(std::move(packet));
      if (video && at.value_or(range_.from) >= range_.from) return absl::OkStatus();
    }
  }

  absl::Status openOutput(const std::filesystem::path& destination) {
    const Streams& source = demuxer_.streams();
    container_ =
        Muxer::holds(Muxer::Container::kMp4, source.videoInfo()) ? Muxer::Container::kMp4 : Muxer::Container::kMatroska;
    CAMERAMONIT_ASSIGN_OR_RETURN(Muxer muxer, Muxer::create(destination, container_));
    outputs_.resize(source.all.size());
    for (const int index : {source.video, source.audio}) {
      if (index < 0) continue;
      const StreamInfo& stream = source.all[static_cast<std::size_t>(index)];
      if (!Muxer::holds(container_, stream)) continue;
      Output& output = outputs_[static_cast<std::size_t>(index)];
      CAMERAMONIT_ASSIGN_OR_RETURN(output.stream, muxer.addCopy(stream));
      output.originPts = stream.toPts(start_);
    }
    CAMERAMONIT_RETURN_IF_ERROR(muxer.begin());
    muxer_.emplace(std::move(muxer));
    return absl::OkStatus();
  }

  absl::Status write(Packet& packet) {
    const auto index = static_cast<std::size_t>(packet.streamIndex());
    if (index >= outputs_.size() || outputs_[index].stream < 0) return absl::OkStatus();
    const bool video = packet.streamIndex() == demuxer_.video().index;
    const std::optional<absl::Duration> at = time(packet);
    // Sound before the first picture, and pictures that belong to the group before it.
    if (at && *at < start_) return absl::OkStatus();
    if (at && *at >= range_.to) {
      const std::optional<absl::Duration> decodedAt = decodeTime(packet);
      // Later packets may still be shown earlier, as long as they are decoded before the end.
      if (video && decodedAt.value_or(*at) >= range_.to) pastEnd_ = true;
      if (!video || pastEnd_) return absl::OkStatus();
    }
    AVPacket& native = *packet.native();
    // A picture that stands for an hour stands in the clip to its end only.
    if (at && native.duration > 0) native.duration = std::min(native.duration, unitsToEnd(packet.streamIndex(), *at));
    if (video) noteEnd(packet, at);
    const std::int64_t origin = outputs_[index].originPts;
    if (native.pts != AV_NOPTS_VALUE) native.pts -= origin;
    if (native.dts != AV_NOPTS_VALUE) native.dts -= origin;
    if (native.pts == AV_NOPTS_VALUE && native.dts == AV_NOPTS_VALUE) native.dts = inventTime(index);
    return muxer_->write(outputs_[index].stream, packet);
  }

  void noteEnd(const Packet& packet, std::optional<absl::Duration> at) {
    const AVStream& stream = *demuxer_.native()->streams[packet.streamIndex()];
    const absl::Duration length =
        packet.native()->duration > 0
            ? absl::Microseconds(av_rescale_q(packet.native()->duration, stream.time_base, {1, 1000000}))
            : framePeriod();
    ++videoPackets_;
    end_ = std::max(end_, at ? *at + length : start_ + framePeriod() * videoPackets_);
  }

  std::int64_t unitsToEnd(int stream, absl::Duration at) const {
    if (range_.to == absl::InfiniteDuration()) return INT64_MAX;
    return av_rescale_q(std::max<std::int64_t>(absl::ToInt64Microseconds(range_.to - at), 1000), {1, 1000000},
                        demuxer_.native()->streams[stream]->time_base);
  }

  /// For elementary streams, which carry no times: a steady rate.
  std::int64_t inventTime(std::size_t index) const {
    const AVStream& stream = *demuxer_.native()->streams[index];
    return av_rescale_q(absl::ToInt64Microseconds(framePeriod() * (videoPackets_ - 1)), {1, 1000000}, stream.time_base);
  }

  absl::Duration framePeriod() const {
    const double rate = demuxer_.video().framesPerSecond;
    return absl::Seconds(1) / (rate > 0 ? rate : 25.0);
  }

  std::optional<absl::Duration> time(const Packet& packet) const {
    const AVPacket& native = *packet.native();
    const std::int64_t pts = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
    if (pts == AV_NOPTS_VALUE) return std::nullopt;
    return demuxer_.toOffset(packet.streamIndex(), pts);
  }

  std::optional<absl::Duration> decodeTime(const Packet& packet) const {
    if (packet.native()->dts == AV_NOPTS_VALUE) return std::nullopt;
    return demuxer_.toOffset(packet.streamIndex(), packet.native()->dts);
  }

  Demuxer demuxer_;
  PacketClock clock_;
  const MediaRange range_;
  std::vector<Packet> held_;
  std::vector<Output> outputs_;  ///< by stream of the source
  std::optional<Muxer> muxer_;
  Muxer::Container container_ = Muxer::Container::kMp4;
  absl::Duration start_;
  absl::Duration end_;
  std::int64_t videoPackets_ = 0;
  bool pastEnd_ = false;
};

}  // namespace

absl::StatusOr<CutClip> cutClip(const std::filesystem::path& source, const MediaRange& range,
                                const std::filesystem::path& destination, std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Demuxer demuxer, Demuxer::open(source, {}, std::move(stop)));
  return Cut(std::move(demuxer), range).run(destination);
}

}  // namespace cameramonit::media
