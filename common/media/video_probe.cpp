#include "common/media/video_probe.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <utility>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include "common/base/status.h"
#include "common/media/decoder.h"
#include "common/media/frame.h"
#include "common/media/packet.h"
#include "common/media/packet_clock.h"

namespace cameramonit::media {
namespace {

/// WebM is a Matroska file that says so in its first bytes (EBML DocType).
bool saysWebm(const std::filesystem::path& file) {
  char head[64] = {};
  std::ifstream in(file, std::ios::binary);
  in.read(head, sizeof head);
  return std::string_view(head, static_cast<std::size_t>(in.gcount())).find("webm") != std::string_view::npos;
}

bool isPlainH264(const AVCodecParameters& video) {
  const bool eightBit420 = video.format == AV_PIX_FMT_YUV420P || video.format == AV_PIX_FMT_YUVJ420P;
  return video.codec_id == AV_CODEC_ID_H264 && eightBit420;
}

bool isBrowserPlayable(const std::filesystem::path& file, const VideoFacts& facts, const AVCodecParameters& video) {
  const std::string& sound = facts.audioCodec;
  if (facts.container.find("mp4") != std::string::npos) {
    return isPlainH264(video) && (sound.empty() || sound == "aac" || sound == "mp3");
  }
  if (facts.container.find("webm") != std::string::npos && saysWebm(file)) {
    return (facts.codec == "vp8" || facts.codec == "vp9") && (sound.empty() || sound == "opus" || sound == "vorbis");
  }
  return false;
}

std::optional<absl::Time> creationTime(const AVFormatContext& format) {
  const AVDictionaryEntry* entry = av_dict_get(format.metadata, "creation_time", nullptr, 0);
  absl::Time time;
  std::string error;
  if (entry == nullptr || !absl::ParseTime(absl::RFC3339_full, entry->value, &time, &error)) return std::nullopt;
  return time;
}

/// Reads the whole file, decoding as far as the first picture. Thread-bound.
class Scan {
 public:
  Scan(Demuxer& demuxer, Decoder& decoder, absl::Duration limit)
      : demuxer_(demuxer),
        decoder_(decoder),
        clock_(demuxer),
        deadline_(std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(limit)) {}

  absl::Status run() {
    Packet packet;
    while (std::chrono::steady_clock::now() < deadline_) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_.read(packet));
      if (!more) {
        reachedEnd_ = true;
        break;
      }
      if (packet.streamIndex() != demuxer_.video().index) continue;
      clock_.correct(packet);
      noteTime(packet);
      if (!sawPicture_) {
        CAMERAMONIT_RETURN_IF_ERROR(decoder_.send(packet));
        CAMERAMONIT_RETURN_IF_ERROR(look());
      }
    }
    if (sawPicture_) return absl::OkStatus();
    CAMERAMONIT_RETURN_IF_ERROR(decoder_.finish());
    return look();
  }

  bool sawPicture() const { return sawPicture_; }
  bool reachedEnd() const { return reachedEnd_; }
  absl::Duration end() const { return end_; }
  int width() const { return width_; }
  int height() const { return height_; }

 private:
  absl::Status look() {
    Frame frame;
    CAMERAMONIT_ASSIGN_OR_RETURN(sawPicture_, decoder_.receive(frame));
    width_ = frame.width();
    height_ = frame.height();
    return absl::OkStatus();
  }

  void noteTime(const Packet& packet) {
    ++packets_;
    const AVPacket& native = *packet.native();
    const double rate = demuxer_.video().framesPerSecond;
    const absl::Duration period = absl::Seconds(1) / (rate > 0 ? rate : 25.0);
    const std::int64_t pts = native.pts != AV_NOPTS_VALUE ? native.pts : native.dts;
    end_ = std::max(end_,
                    pts != AV_NOPTS_VALUE ? demuxer_.toOffset(packet.streamIndex(), pts) + period : period * packets_);
  }

  Demuxer& demuxer_;
  Decoder& decoder_;
  PacketClock clock_;
  const std::chrono::steady_clock::time_point deadline_;
  absl::Duration end_;
  std::int64_t packets_ = 0;
  int width_ = 0;
  int height_ = 0;
  bool sawPicture_ = false;
  bool reachedEnd_ = false;
};

VideoFacts describe(const std::filesystem::path& file, const Demuxer& demuxer) {
  const StreamInfo& video = demuxer.video();
  VideoFacts facts;
  facts.container = demuxer.container();
  facts.codec = video.codec;
  facts.width = video.width;
  facts.height = video.height;
  facts.framesPerSecond = video.framesPerSecond;
  facts.duration = video.duration;
  facts.creationTime = creationTime(*demuxer.native());
  const int sound = av_find_best_stream(demuxer.native(), AVMEDIA_TYPE_AUDIO, -1, video.index, nullptr, 0);
  if (sound >= 0) facts.audioCodec = avcodec_get_name(demuxer.native()->streams[sound]->codecpar->codec_id);
  const AVCodecParameters& parameters = *demuxer.native()->streams[video.index]->codecpar;
  facts.browserCodec = isPlainH264(parameters);
  facts.browserPlayable = isBrowserPlayable(file, facts, parameters);
  return facts;
}

}  // namespace

absl::StatusOr<VideoFacts> probeVideo(const std::filesystem::path& file, const ProbeLimits& limits,
                                      std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Demuxer demuxer, Demuxer::open(file, limits.demux, std::move(stop)));
  VideoFacts facts = describe(file, demuxer);
  demuxer.discardOtherStreams();
  CAMERAMONIT_ASSIGN_OR_RETURN(Decoder decoder, Decoder::open(demuxer.video()));
  Scan scan(demuxer, decoder, limits.scanTime);
  CAMERAMONIT_RETURN_IF_ERROR(scan.run());
  if (!scan.sawPicture()) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                 "Not one picture of this video can be decoded; it is damaged, or its beginning is "
                                 "missing.",
                                 {{"codec", facts.codec}, {"container", facts.container}});
  }
  // Headers can be wrong about the size; the picture is not.
  facts.width = scan.width();
  facts.height = scan.height();
  const int turn = demuxer.video().rotationDegrees;
  if (turn == 90 || turn == 270) std::swap(facts.width, facts.height);
  if (scan.reachedEnd()) {
    facts.duration = scan.end();
    if (demuxer.truncated()) {
      facts.oddity = VideoOddity::kEndsEarly;
    } else if (demuxer.damagedReads() > 0) {
      facts.oddity = VideoOddity::kDamaged;
    }
  }
  return facts;
}

}  // namespace cameramonit::media
