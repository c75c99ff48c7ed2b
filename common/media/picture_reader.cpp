#include "common/media/picture_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

extern "C" {
#include <libavutil/frame.h>
}

#include "common/base/status.h"
#include "common/media/turned_picture.h"

namespace cameramonit::media {
namespace {

constexpr double kUnknownRate = 25.0;  // frames a second, where a file does not say
// The clock of a damaged or joined file may step back; less than this is a repeated time, not a step.
constexpr absl::Duration kStepBack = absl::Seconds(1);
constexpr absl::Duration kRounding = absl::Milliseconds(1);  // of times in containers

int even(double pixels) {
  return std::max(2, static_cast<int>(std::lround(pixels / 2)) * 2);
}

}  // namespace

PictureReader::PictureReader(std::unique_ptr<Demuxer> demuxer, Decoder decoder, const PictureReaderOptions& options,
                             std::stop_token stop)
    : demuxer_(std::move(demuxer)), decoder_(std::move(decoder)), options_(options), stop_(std::move(stop)) {}

absl::StatusOr<PictureReader> PictureReader::open(const std::filesystem::path& file,
                                                  const PictureReaderOptions& options, std::stop_token stop) {
  CAMERAMONIT_ASSIGN_OR_RETURN(Demuxer opened, Demuxer::open(file, {}, stop));
  opened.discardOtherStreams();
  auto demuxer = std::make_unique<Demuxer>(std::move(opened));
  CAMERAMONIT_ASSIGN_OR_RETURN(Decoder decoder, Decoder::open(demuxer->video(), {.threads = options.threads}));
  PictureReader reader(std::move(demuxer), std::move(decoder), options, std::move(stop));
  CAMERAMONIT_RETURN_IF_ERROR(reader.start());
  return reader;
}

double PictureReader::framesPerSecond() const {
  const double rate = demuxer_->video().framesPerSecond;
  return std::min(options_.mostPerSecond, rate > 0 ? rate : kUnknownRate);
}

absl::Status PictureReader::start() {
  // A refused seek leaves us at the beginning, from where the range is reached by decoding.
  const bool sought = options_.range.from > absl::ZeroDuration() && demuxer_->seek(options_.range.from).ok();
  CAMERAMONIT_ASSIGN_OR_RETURN(pending_, decodeInRange());
  const bool tooFar = sought && (!pending_ || decodedAt_ > options_.range.from + absl::Seconds(2));
  if (tooFar && demuxer_->seek(absl::ZeroDuration()).ok()) {
    decoder_.reset();
    drained_ = false;
    lastRawAt_.reset();
    jumpsBack_ = absl::ZeroDuration();
    CAMERAMONIT_ASSIGN_OR_RETURN(pending_, decodeInRange());
  }
  if (!pending_) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE,
                                    "No picture of that part of the video can be decoded.");
  }
  chooseSize();
  return absl::OkStatus();
}

void PictureReader::chooseSize() {
  const AVFrame& frame = *decoded_.native();
  double width = frame.width;
  double height = frame.height;
  const AVRational shape = frame.sample_aspect_ratio;
  if (shape.num > 0 && shape.den > 0) {
    const double stretch = std::clamp(av_q2d(shape), 0.25, 4.0);
    stretch > 1 ? width *= stretch : height /= stretch;
  }
  const int turn = demuxer_->video().rotationDegrees;
  if (turn == 90 || turn == 270) std::swap(width, height);
  const double shrink = std::min({1.0, options_.mostWidth / width, options_.mostHeight / height});
  width_ = even(width * shrink);
  height_ = even(height * shrink);
}

absl::StatusOr<bool> PictureReader::decodeNext() {
  for (;;) {
    if (stop_.stop_requested()) return base::cancelled("Stopped while decoding a video.");
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool got, decoder_.receive(decoded_));
    if (got) break;
    if (drained_) return false;
    Packet packet;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer_->read(packet));
    if (!more) {
      CAMERAMONIT_RETURN_IF_ERROR(decoder_.finish());
      drained_ = true;
    } else if (packet.streamIndex() == demuxer_->video().index) {
      CAMERAMONIT_RETURN_IF_ERROR(decoder_.send(packet));
    }
  }
  const double rate = demuxer_->video().framesPerSecond;
  const absl::Duration period = absl::Seconds(1) / (rate > 0 ? rate : kUnknownRate);
  const absl::Duration expected = lastRawAt_ ? *lastRawAt_ + period : absl::ZeroDuration();
  const absl::Duration raw = decoded_.at().value_or(expected);
  if (lastRawAt_ && raw < *lastRawAt_ - kStepBack) jumpsBack_ += expected - raw;
  lastRawAt_ = raw;
  decodedAt_ = raw + jumpsBack_;
  return true;
}

absl::StatusOr<bool> PictureReader::decodeInRange() {
  for (;;) {
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool got, decodeNext());
    if (!got || decodedAt_ >= options_.range.to) return false;
    if (decodedAt_ < options_.range.from) continue;
    if (decodedAt_ > lastHandedOut_ && decodedAt_ + kRounding >= due_) return true;
  }
}

absl::StatusOr<bool> PictureReader::next(Frame& picture) {
  if (!pending_) {
    CAMERAMONIT_ASSIGN_OR_RETURN(pending_, decodeInRange());
    if (!pending_) return false;
  }
  pending_ = false;
  lastHandedOut_ = decodedAt_;
  // A steady rate on average: a picture that comes a little late does not delay those after it.
  const absl::Duration period = absl::Seconds(1 / options_.mostPerSecond);
  due_ = decodedAt_ > due_ + period ? decodedAt_ + period : due_ + period;
  CAMERAMONIT_ASSIGN_OR_RETURN(picture, prepare());
  return true;
}

absl::StatusOr<Frame> PictureReader::prepare() {
  const int turn = demuxer_->video().rotationDegrees;
  const bool lying = turn == 90 || turn == 270;
  const bool full = options_.use == PictureUse::kJpeg;
  CAMERAMONIT_ASSIGN_OR_RETURN(Frame upright, newYuv420(lying ? height_ : width_, lying ? width_ : height_, full));
  AVFrame& to = *upright.native();
  PictureConverter::Target target;
  target.bt601 = options_.use != PictureUse::kVideo;
  target.format = full ? PictureConverter::Format::kYuv420Full : PictureConverter::Format::kYuv420;
  target.width = to.width;
  target.height = to.height;
  for (int plane = 0; plane < 3; ++plane) {
    target.planes[plane] = to.data[plane];
    target.strides[plane] = to.linesize[plane];
  }
  CAMERAMONIT_RETURN_IF_ERROR(converter_.convert(decoded_, target));
  to.colorspace = target.bt601 ? AVCOL_SPC_SMPTE170M : decoded_.native()->colorspace;
  if (turn != 0) {
    CAMERAMONIT_ASSIGN_OR_RETURN(upright, turned(upright, turn));
  }
  upright.setAt(decodedAt_ - options_.range.from);
  return upright;
}

}  // namespace cameramonit::media
