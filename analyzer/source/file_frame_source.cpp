#include "analyzer/source/file_frame_source.h"

#include <utility>

#include <opencv2/core.hpp>

#include "analyzer/source/bgr_picture.h"
#include "common/base/status.h"

namespace cameramonit::source {
namespace {

bool turnsSides(int rotationDegrees) {
  return rotationDegrees == 90 || rotationDegrees == 270;
}

cv::Mat upright(const cv::Mat& picture, int rotationDegrees) {
  cv::Mat turned;
  switch (rotationDegrees) {
    case 90:
      cv::rotate(picture, turned, cv::ROTATE_90_CLOCKWISE);
      return turned;
    case 180:
      cv::rotate(picture, turned, cv::ROTATE_180);
      return turned;
    case 270:
      cv::rotate(picture, turned, cv::ROTATE_90_COUNTERCLOCKWISE);
      return turned;
    default:
      return picture;
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<FileFrameSource>> FileFrameSource::open(const std::filesystem::path& file,
                                                                       const SourceOptions& options,
                                                                       std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(media::Demuxer demuxer, media::Demuxer::open(file, options.limits, stop));
  std::unique_ptr<FileFrameSource> source(new FileFrameSource(std::move(demuxer), options, std::move(stop)));
  source->demuxer_.discardOtherStreams();
  media::DecoderOptions decoding;
  decoding.threads = options.decoderThreads;
  CAMERAMONIT_ASSIGN_OR_RETURN(media::Decoder decoder, media::Decoder::open(source->demuxer_.video(), decoding));
  source->decoder_ = std::make_unique<media::Decoder>(std::move(decoder));

  CAMERAMONIT_ASSIGN_OR_RETURN(const bool any, source->decodeNext());
  if (!any) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                 "No picture of this video can be decoded.",
                                 {{"codec", source->demuxer_.video().codec}});
  }
  source->pending_ = true;
  source->size_ = cv::Size(source->decoded_.width(), source->decoded_.height());
  source->lastDecodedSize_ = source->size_;
  if (turnsSides(source->video().rotationDegrees)) std::swap(source->size_.width, source->size_.height);
  return source;
}

FileFrameSource::FileFrameSource(media::Demuxer demuxer, const SourceOptions& options, std::stop_token stop)
    : demuxer_(std::move(demuxer)),
      options_(options),
      stop_(std::move(stop)),
      clock_(demuxer_.video().framesPerSecond) {}

absl::StatusOr<bool> FileFrameSource::next(VideoFrame& frame) {
  for (;;) {
    if (stop_.stop_requested()) return base::cancelled("Stopped while reading the video.");
    if (!std::exchange(pending_, false)) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, decodeNext());
      if (!more) return false;
    }
    const std::int64_t index = nextIndex_++;
    lastAt_ = clock_.next(decoded_.at());
    if (!due(lastAt_)) continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(frame.picture, toPicture(decoded_));
    frame.index = index;
    frame.at = lastAt_;
    frame.damaged = decoded_.damaged();
    ++framesGiven_;
    return true;
  }
}

SourceReport FileFrameSource::report() const {
  SourceReport report;
  report.framesDecoded = nextIndex_;
  report.framesGiven = framesGiven_;
  report.damagedUnits = decoder_->damagedUnits() + demuxer_.damagedReads();
  report.sizeChanges = sizeChanges_;
  report.truncated = draining_ && demuxer_.truncated();
  report.lastFrameAt = lastAt_;
  return report;
}

absl::StatusOr<bool> FileFrameSource::decodeNext() {
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool got, decoder_->receive(decoded_));
    if (got) return true;
    if (draining_) return false;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_.read(packet_));
    if (!more) {
      draining_ = true;
      CAMERAMONIT_RETURN_IF_ERROR(decoder_->finish());
    } else if (packet_.streamIndex() == demuxer_.video().index) {
      CAMERAMONIT_RETURN_IF_ERROR(decoder_->send(packet_));
    }
  }
}

bool FileFrameSource::due(absl::Duration at) {
  if (options_.framesPerSecond <= 0) return true;
  if (at < nextDue_) return false;
  const absl::Duration interval = absl::Seconds(1) / options_.framesPerSecond;
  nextDue_ += interval;
  if (nextDue_ <= at) nextDue_ = at + interval;  // after a gap nothing is caught up
  return true;
}

absl::StatusOr<cv::Mat> FileFrameSource::toPicture(const media::Frame& frame) {
  const cv::Size decodedSize(frame.width(), frame.height());
  if (decodedSize != lastDecodedSize_) {
    ++sizeChanges_;
    lastDecodedSize_ = decodedSize;
  }
  const int rotation = video().rotationDegrees;
  cv::Size size = size_;
  if (turnsSides(rotation)) std::swap(size.width, size.height);
  CAMERAMONIT_ASSIGN_OR_RETURN(const cv::Mat picture, bgrPicture(converter_, frame, size));
  return upright(picture, rotation);
}

}  // namespace cameramonit::source
