#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/gate/decode_budget.h"
#include "analyzer/gate/keyframe_gate.h"
#include "analyzer/gate/packet_gate.h"
#include "analyzer/gate/wake.h"
#include "analyzer/ledger/sight.h"
#include "analyzer/source/channel_packet.h"
#include "analyzer/source/frame_source.h"
#include "common/media/decoder.h"
#include "common/media/frame.h"
#include "common/media/picture_converter.h"

namespace cameramonit::live {

struct EyeSettings {
  double framesPerSecond = 5;                                  ///< analysed while awake
  double mostFramesPerSecond = 12.5;                           ///< likewise, right after something stirred
  absl::Duration eager = absl::Milliseconds(600);              ///< how long after
  absl::Duration keyframeInterval = absl::Milliseconds(1900);  ///< asleep: keyframes sooner than this are passed over
  absl::Duration compareInterval = absl::Milliseconds(200);    ///< of pictures decoded but not analysed
  absl::Duration glance = absl::Seconds(15);                   ///< asleep: a picture is analysed as often as this
  int mostWidth = 1920;                                        ///< of analysed pictures, pixels
  bool gated = true;                                           ///< false: always awake
  double idleCores = 0.003;                                    ///< see gate::DecodeBudget
  gate::WakeSettings wake = {};
};

/// What it did so far.
struct EyeStats {
  std::int64_t packets = 0;
  std::int64_t decoded = 0;
  std::int64_t compared = 0;
  std::int64_t analysed = 0;
  std::int64_t damaged = 0;
  std::int64_t lost = 0;  ///< packets that came too late to be looked at, or were passed over
  std::int64_t wakes = 0;
  std::int64_t vain = 0;
};

/// Looks at one channel's packets as little as it may: asleep it watches sizes and decodes a keyframe now and then;
/// when something stirs it decodes from the last keyframe on, so that what stirred it is seen, too. Pictures worth
/// analysing go to the sink. All are of the size of the first one. Thread-bound.
class LiveEye {
 public:
  /// Analyses a picture; says whether something moves in it or is followed that may move.
  using Sink = std::function<absl::StatusOr<bool>(source::VideoFrame frame)>;

  explicit LiveEye(const EyeSettings& settings = {}, Sink sink = {});

  /// The next packet of the channel, sound included; `lost` were left out before it. Errors: what the sink gives.
  absl::Status see(const source::SharedPacket& packet, std::int64_t lost);

  /// How the time up to the last packet was looked at.
  ledger::Sight sight() const;
  ledger::Reason reason() const;
  bool awake() const { return wake_.state() == gate::Wake::State::kAwake; }

  /// Size of all pictures for the sink; empty before the first.
  cv::Size pictureSize() const { return size_; }
  EyeStats stats() const;

 private:
  absl::Status open(const source::ChannelPacket& packet);
  void noteOutcome(absl::Duration at);
  bool wantsDecoding(const source::ChannelPacket& packet, bool stirred);
  absl::Status decodeBacklog(absl::Duration now);
  /// Everything that the decoder has ready; how many pictures that were.
  absl::StatusOr<int> lookAtReady(absl::Duration sentAt, absl::Duration now);
  absl::Status look(const media::Frame& frame, absl::Duration now);
  absl::Status analyse(const media::Frame& frame, absl::Duration at);
  bool compare(const media::Frame& frame, absl::Duration at);
  absl::StatusOr<cv::Mat> pictureOf(const media::Frame& frame);

  const EyeSettings settings_;
  const Sink sink_;
  gate::PacketGate packetGate_;
  gate::KeyframeGate keyframeGate_;
  gate::Wake wake_;
  gate::DecodeBudget budget_;

  std::shared_ptr<const media::Streams> streams_;
  int generation_ = -1;
  std::optional<media::Decoder> decoder_;
  media::PictureConverter toLuma_, toPicture_;
  std::vector<source::SharedPacket> backlog_;  ///< since the last keyframe, not decoded
  bool started_ = false;                       ///< the backlog begins with a keyframe, or goes on where the decoder is
  absl::Duration costOfPicture_ = absl::Milliseconds(5);
  cv::Size size_;
  std::int64_t nextIndex_ = 0;
  absl::Duration lastAt_ = -absl::InfiniteDuration();  ///< of the picture handed out last
  absl::Duration lastDecodedAt_ = -absl::InfiniteDuration();
  absl::Duration lastComparedAt_ = -absl::InfiniteDuration();
  absl::Duration eagerUntil_ = -absl::InfiniteDuration();
  bool busy_ = false;       ///< the picture analysed last was
  int blankKeyframes_ = 0;  ///< keyframes in a row that gave no picture
  bool lostSome_ = false;
  EyeStats stats_;
};

}  // namespace cameramonit::live
