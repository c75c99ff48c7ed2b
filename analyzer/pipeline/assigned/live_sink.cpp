#include "analyzer/pipeline/assigned/live_sink.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"

namespace cameramonit::assigned {
namespace {

constexpr absl::Duration kShortestClip = absl::Seconds(1);

/// A call with this is made once and never again.
std::stop_token once() {
  std::stop_source stopped;
  stopped.request_stop();
  return stopped.get_token();
}

}  // namespace

absl::Status LiveSink::record(const std::vector<events::v1::TrackedObject>& objects,
                              const std::vector<events::v1::Event>& events) {
  std::vector<events::v1::RecordEventsRequest> requests;
  for (const events::v1::TrackedObject& object : objects) {
    events::v1::RecordEventsRequest& request = requests.emplace_back();
    request.set_sequence(++sequence_);
    *request.mutable_tracked_object() = object;
    const auto shown = recordings_->showing(pipeline::toTime(object.start_time()));
    request.mutable_tracked_object()->set_media(shown ? shown->media : "");
  }
  for (const events::v1::Event& event : events) {
    events::v1::RecordEventsRequest& request = requests.emplace_back();
    request.set_sequence(++sequence_);
    events::v1::Event& told = *request.mutable_event();
    told = event;
    told.clear_media();
    told.clear_media_offset();
    const absl::Time start = pipeline::toTime(event.start_time());
    if (const auto shown = recordings_->showing(start)) {
      told.set_media(shown->media);
      *told.mutable_media_offset() = pipeline::toProto(std::max(start - shown->start, absl::ZeroDuration()));
    }
  }
  return peers_.record(requests, once());
}

absl::StatusOr<std::string> LiveSink::keepStill(const events::v1::Event& event, absl::Time taken,
                                                const std::string& jpeg) {
  const auto shown = recordings_->showing(taken);
  media::v1::StoreStillRequest request;
  request.set_event(event.name());
  if (shown) request.set_source(shown->media);
  *request.mutable_taken_time() = pipeline::toProto(taken);
  request.set_jpeg(jpeg);
  return peers_.storeStill(request, once());
}

absl::StatusOr<std::string> LiveSink::declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) {
  const auto shown = recordings_->showing(from);
  if (!shown) return std::string();
  const absl::Time begin = std::max(from, shown->start);
  media::v1::DeclareClipRequest request;
  request.set_event(event.name());
  request.set_source(shown->media);
  *request.mutable_time_range()->mutable_start_time() = pipeline::toProto(begin);
  *request.mutable_time_range()->mutable_end_time() = pipeline::toProto(std::max(to, begin + kShortestClip));
  *request.mutable_display_text() = event.sentence();
  return peers_.declareClip(request, once());
}

}  // namespace cameramonit::assigned
