#include "analyzer/pipeline/assigned/recording_shelf.h"

#include <utility>

#include "analyzer/pipeline/time_mapping.h"
#include "common/base/ids.h"
#include "common/base/status.h"

namespace cameramonit::assigned {
namespace {

constexpr std::size_t kRemembered = 64;
// A recording that is begun for an event may begin a little after it.
constexpr absl::Duration kJustAfter = absl::Seconds(5);

}  // namespace

absl::StatusOr<RecordingShelf::Place> RecordingShelf::begin(absl::Time start, const media::v1::VideoFormat& format) {
  media::v1::StartRecordingRequest request;
  request.set_channel(channel_);
  *request.mutable_start_time() = pipeline::toProto(start);
  *request.mutable_video() = format;
  request.set_request_id(base::newUuid(start));
  CAMERAMONIT_ASSIGN_OR_RETURN(const media::v1::StartRecordingResponse response, peers_.startRecording(request));
  absl::MutexLock lock(&mutex_);
  known_.push_back({response.media().name(), start});
  if (known_.size() > kRemembered) known_.pop_front();
  return Place{response.media().name(), response.path()};
}

absl::Status RecordingShelf::end(const std::string& media, absl::Time at, std::int64_t bytes,
                                 const std::vector<Gap>& gaps, std::stop_token stop) {
  media::v1::FinishRecordingRequest request;
  request.set_media(media);
  *request.mutable_end_time() = pipeline::toProto(at);
  request.set_size_bytes(bytes);
  for (const Gap& gap : gaps) {
    *request.add_gaps()->mutable_start_time() = pipeline::toProto(gap.from);
    *request.mutable_gaps(request.gaps_size() - 1)->mutable_end_time() = pipeline::toProto(gap.until);
  }
  {
    absl::MutexLock lock(&mutex_);
    for (Known& known : known_) {
      if (known.media == media) known.end = at;
    }
  }
  return peers_.finishRecording(request, std::move(stop));
}

std::optional<RecordingShelf::Shown> RecordingShelf::showing(absl::Time at) const {
  absl::MutexLock lock(&mutex_);
  for (const Known& known : known_) {
    if (at < known.end && at >= known.start - kJustAfter) return Shown{known.media, known.start};
  }
  return std::nullopt;
}

std::string RecordingShelf::running() const {
  absl::MutexLock lock(&mutex_);
  return known_.empty() || known_.back().end != absl::InfiniteFuture() ? std::string() : known_.back().media;
}

}  // namespace cameramonit::assigned
