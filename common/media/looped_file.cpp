#include <algorithm>
#include <optional>
#include <utility>

extern "C" {
#include <libavcodec/packet.h>
#include <libavutil/avutil.h>
}

#include "common/base/status.h"
#include "common/media/demuxer.h"
#include "common/media/live_input.h"
#include "common/media/pacer.h"

namespace cameramonit::media {
namespace {

constexpr double kAssumedFramesPerSecond = 25;

/// A film that plays for ever.
class LoopedFile final : public PacketInput {
 public:
  LoopedFile(Demuxer demuxer, std::filesystem::path file, const base::SteadyClock& clock, std::stop_token stop)
      : demuxer_(std::move(demuxer)),
        file_(std::move(file)),
        stop_(std::move(stop)),
        streams_(std::make_shared<const Streams>(demuxer_.streams())),
        pacer_(clock) {}

  std::shared_ptr<const Streams> streams() const override { return streams_; }

  absl::Status read(Packet& packet) override {
    for (;;) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_.read(packet));
      if (!more) {
        CAMERAMONIT_RETURN_IF_ERROR(rewind());
        continue;
      }
      if (packet.streamIndex() != streams_->video && packet.streamIndex() != streams_->audio) continue;
      if (!pacer_.await(place(packet), stop_)) return base::cancelled("Stopped while playing a film.");
      return absl::OkStatus();
    }
  }

 private:
  /// Moves the packet behind the rounds before; tells when it is due.
  absl::Duration place(Packet& packet) {
    const StreamInfo& stream = streams_->all[static_cast<std::size_t>(packet.streamIndex())];
    AVPacket& native = *packet.native();
    const bool video = packet.streamIndex() == streams_->video;
    const double rate = stream.framesPerSecond > 0 ? stream.framesPerSecond : kAssumedFramesPerSecond;
    if (native.dts == AV_NOPTS_VALUE) native.dts = native.pts;
    if (native.dts == AV_NOPTS_VALUE) native.dts = stream.toPts(end_ - shift_);
    const std::int64_t shift = stream.toPts(shift_) - stream.toPts(absl::ZeroDuration());
    native.dts += shift;
    if (native.pts != AV_NOPTS_VALUE) native.pts += shift;
    const absl::Duration at = stream.toOffset(native.dts);
    if (video) {
      end_ = std::max(end_, at + absl::Seconds(1) / rate);
      anyVideo_ = true;
    }
    return at;
  }

  absl::Status rewind() {
    if (!std::exchange(anyVideo_, false)) {
      return base::failedPrecondition(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                      "The film holds not one picture.");
    }
    shift_ = end_;
    if (demuxer_.seek(absl::ZeroDuration()).ok()) return absl::OkStatus();
    CAMERAMONIT_ASSIGN_OR_RETURN(demuxer_, Demuxer::open(file_, {}, stop_));
    return absl::OkStatus();
  }

  Demuxer demuxer_;
  const std::filesystem::path file_;
  const std::stop_token stop_;
  const std::shared_ptr<const Streams> streams_;
  Pacer pacer_;
  absl::Duration shift_;   ///< what the rounds so far took
  absl::Duration end_;     ///< of the last picture, over all rounds
  bool anyVideo_ = false;  ///< in this round
};

}  // namespace

absl::StatusOr<std::unique_ptr<PacketInput>> openLoopedFile(const std::filesystem::path& file,
                                                            const base::SteadyClock& clock, std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Demuxer demuxer, Demuxer::open(file, {}, stop));
  return std::make_unique<LoopedFile>(std::move(demuxer), file, clock, std::move(stop));
}

}  // namespace cameramonit::media
