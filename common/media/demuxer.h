#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/io_guard.h"
#include "common/media/packet.h"
#include "common/media/stream_info.h"

struct AVFormatContext;
struct AVIOContext;

namespace cameramonit::media {

/// How much a file may cost before it is known to be a video.
struct DemuxLimits {
  std::int64_t probeBytes = 5 << 20;
  absl::Duration openTimeout = absl::Seconds(20);
  absl::Duration readTimeout = absl::Seconds(20);  ///< of one read()
};

/// Takes a media file apart into packets. Files are recognised by content and only local files are read; see
/// kAllowedFormats. Thread-bound; a stop may be requested from any thread.
class Demuxer {
 public:
  /// Opens `file`. Errors: FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, NOT_A_VIDEO, FILE_INCOMPLETE (an MP4 without its
  /// index), NO_VIDEO_STREAM, DEADLINE_EXCEEDED, CANCELLED.
  static absl::StatusOr<Demuxer> open(const std::filesystem::path& file, const DemuxLimits& limits = {},
                                      std::stop_token stop = {});

  Demuxer(Demuxer&&) noexcept;
  Demuxer& operator=(Demuxer&&) noexcept;
  ~Demuxer();

  /// The main video stream.
  const StreamInfo& video() const { return streams_.videoInfo(); }
  const Streams& streams() const { return streams_; }
  const std::string& container() const { return container_; }

  /// Skips all streams but the video from now on.
  void discardOtherStreams();

  /// Replaces `packet` with the next one. False at the end. Damaged stretches are skipped, see damagedReads().
  /// Errors: DEADLINE_EXCEEDED, CANCELLED.
  absl::StatusOr<bool> read(Packet& packet);

  /// Continues at the last keyframe at or before `at`, counted from the start of the media. Errors: INTERNAL where the
  /// container cannot seek.
  absl::Status seek(absl::Duration at);

  /// When `pts` of the stream is shown, from the start of the media.
  absl::Duration toOffset(int streamIndex, std::int64_t pts) const;

  /// After the end: whether the file stops before the end that its headers promise. The part before it is whole.
  bool truncated() const;

  /// Places so far where the container could not be read.
  int damagedReads() const { return damagedReads_; }

  /// Never null; belongs to this demuxer. For common/media alone.
  AVFormatContext* native() const { return context_.get(); }

 private:
  struct CloseIo {
    void operator()(AVIOContext* io) const;
  };
  struct CloseFormat {
    void operator()(AVFormatContext* context) const;
  };

  Demuxer() = default;
  absl::Status openIo(const std::filesystem::path& file);
  absl::Status openContainer(const std::filesystem::path& file, const DemuxLimits& limits);
  absl::Status chooseVideo();
  void noteRead(const Packet& packet);

  // Destroyed in reverse: the context before its bytes, both before the guard that libavformat calls back.
  std::unique_ptr<IoGuard> guard_;
  std::unique_ptr<AVIOContext, CloseIo> io_;
  std::unique_ptr<AVFormatContext, CloseFormat> context_;
  DemuxLimits limits_;
  Streams streams_;
  std::string container_;
  int damagedReads_ = 0;
  bool endedDamaged_ = false;
  absl::Duration furthest_;  ///< end of the last video packet seen
};

}  // namespace cameramonit::media
