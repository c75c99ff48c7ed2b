#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/media/clip_cutter.h"
#include "common/media/decoder.h"
#include "common/media/demuxer.h"
#include "common/media/frame.h"
#include "common/media/picture_converter.h"

namespace cameramonit::media {

/// What the pictures are for decides on their colours.
enum class PictureUse {
  kVideo,  ///< the source's colour matrix, video range
  kWebp,   ///< BT.601, video range
  kJpeg,   ///< BT.601, full range
};

struct PictureReaderOptions {
  PictureUse use = PictureUse::kVideo;
  MediaRange range = {};
  int mostWidth = 1280;       ///< pixels; a larger picture is scaled down in proportion, a smaller one stays
  int mostHeight = 720;       ///< pixels
  double mostPerSecond = 30;  ///< more pictures than these are left out
  int threads = 1;            ///< of the decoder
};

/// The pictures of a part of a video file, made ready for an encoder: upright, of one even size and square pixels,
/// planar 4:2:0, with times that start near 0 and always grow. Thread-bound.
class PictureReader {
 public:
  /// Decodes as far as the first picture of the range. Errors: those of Demuxer::open and Decoder::open;
  /// NOTHING_DECODABLE when the range holds no picture.
  static absl::StatusOr<PictureReader> open(const std::filesystem::path& file, const PictureReaderOptions& options,
                                            std::stop_token stop = {});

  int width() const { return width_; }    ///< of the pictures handed out, pixels, even
  int height() const { return height_; }  ///< likewise
  double framesPerSecond() const;         ///< at most options.mostPerSecond; a guess where the file does not say

  /// Replaces `picture` with the next one; its at() counts from the start of the range. False at the end.
  /// Errors: CANCELLED, DEADLINE_EXCEEDED, INTERNAL.
  absl::StatusOr<bool> next(Frame& picture);

 private:
  PictureReader(std::unique_ptr<Demuxer> demuxer, Decoder decoder, const PictureReaderOptions& options,
                std::stop_token stop);

  absl::StatusOr<bool> decodeNext();
  absl::StatusOr<bool> decodeInRange();
  absl::Status start();
  void chooseSize();
  absl::StatusOr<Frame> prepare();

  std::unique_ptr<Demuxer> demuxer_;  // the decoder borrows it
  Decoder decoder_;
  PictureReaderOptions options_;
  std::stop_token stop_;
  PictureConverter converter_;
  Frame decoded_;
  absl::Duration decodedAt_;  ///< of `decoded_`, from the start of the media, made to grow
  bool pending_ = false;      ///< `decoded_` has not been handed out yet
  bool drained_ = false;
  std::optional<absl::Duration> lastRawAt_;
  absl::Duration jumpsBack_;  ///< what backward jumps of the file's clock took away
  absl::Duration lastHandedOut_ = -absl::InfiniteDuration();
  absl::Duration due_ = -absl::InfiniteDuration();  ///< when the next picture is wanted
  int width_ = 0;
  int height_ = 0;
};

}  // namespace cameramonit::media
