#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "analyzer/source/frame_source.h"
#include "analyzer/source/media_clock.h"
#include "common/media/decoder.h"
#include "common/media/demuxer.h"
#include "common/media/picture_converter.h"

namespace cameramonit::source {

struct SourceOptions {
  double framesPerSecond = 5;  ///< frames to look at; 0 for every one
  int decoderThreads = 1;
  media::DemuxLimits limits = {};
};

/// What was found out about a file by reading it.
struct SourceReport {
  std::int64_t framesDecoded = 0;
  std::int64_t framesGiven = 0;
  std::int64_t damagedUnits = 0;  ///< packets and frames that were broken
  int sizeChanges = 0;            ///< times the picture's size changed in mid-stream
  bool truncated = false;         ///< the file ends before the end it promises; what is before was read
  absl::Duration lastFrameAt;
};

/// The frames of a stored file. The first decodable frame sets the size; where the size changes in mid-stream, later
/// pictures are scaled to it. Thread-bound; a stop may be requested from any thread.
class FileFrameSource final : public FrameSource {
 public:
  /// Opens the file and decodes up to its first frame, so that a refusal comes before any work. Errors: those of
  /// media::Demuxer::open and media::Decoder::open, and NOTHING_DECODABLE.
  static absl::StatusOr<std::unique_ptr<FileFrameSource>> open(const std::filesystem::path& file,
                                                               const SourceOptions& options = {},
                                                               std::stop_token stop = {});

  absl::StatusOr<bool> next(VideoFrame& frame) override;
  cv::Size pictureSize() const override { return size_; }

  const media::StreamInfo& video() const { return demuxer_.video(); }

  /// So far; complete after next() has said false.
  SourceReport report() const;

 private:
  FileFrameSource(media::Demuxer demuxer, const SourceOptions& options, std::stop_token stop);

  /// Decodes one frame into decoded_. False at the end.
  absl::StatusOr<bool> decodeNext();
  bool due(absl::Duration at);
  absl::StatusOr<cv::Mat> toPicture(const media::Frame& frame);

  media::Demuxer demuxer_;
  const SourceOptions options_;
  std::stop_token stop_;
  std::unique_ptr<media::Decoder> decoder_;
  media::PictureConverter converter_;
  media::Packet packet_;
  media::Frame decoded_;
  MediaClock clock_;
  bool pending_ = false;   ///< decoded_ was decoded by open() and not given out yet
  bool draining_ = false;  ///< no packets are left
  cv::Size size_;
  cv::Size lastDecodedSize_;
  int sizeChanges_ = 0;
  std::int64_t framesGiven_ = 0;
  std::int64_t nextIndex_ = 0;
  absl::Duration nextDue_;
  absl::Duration lastAt_;
};

}  // namespace cameramonit::source
