#include "analyzer/pipeline/remote_sink.h"

#include <algorithm>

#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

constexpr absl::Duration kReportInterval = absl::Milliseconds(500);

}  // namespace

absl::Status RemoteSink::record(const std::vector<events::v1::TrackedObject>& objects,
                                const std::vector<events::v1::Event>& events) {
  std::vector<events::v1::RecordEventsRequest> requests;
  for (const events::v1::TrackedObject& object : objects) {
    requests.emplace_back().set_sequence(++sequence_);
    *requests.back().mutable_tracked_object() = object;
  }
  for (const events::v1::Event& event : events) {
    requests.emplace_back().set_sequence(++sequence_);
    *requests.back().mutable_event() = event;
  }
  CAMERAMONIT_RETURN_IF_ERROR(parts_.peers.record(requests, parts_.stop));
  for (const events::v1::Event& event : events) {
    const auto place = std::lower_bound(told_.begin(), told_.end(), event.name());
    if (place != told_.end() && *place == event.name()) continue;
    told_.insert(place, event.name());
    parts_.job.addEvents(1);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> RemoteSink::keepStill(const events::v1::Event& event, absl::Time taken,
                                                  const std::string& jpeg) {
  media::v1::StoreStillRequest request;
  request.set_event(event.name());
  request.set_source(event.media());
  *request.mutable_taken_time() = toProto(taken);
  request.set_jpeg(jpeg);
  return parts_.peers.storeStill(request, parts_.stop);
}

absl::StatusOr<std::string> RemoteSink::declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) {
  media::v1::DeclareClipRequest request;
  request.set_event(event.name());
  request.set_source(event.media());
  *request.mutable_time_range()->mutable_start_time() = toProto(from);
  *request.mutable_time_range()->mutable_end_time() = toProto(to);
  *request.mutable_display_text() = event.sentence();
  return parts_.peers.declareClip(request, parts_.stop);
}

void RemoteSink::progress(absl::Duration analysed, absl::Duration total) {
  const absl::Time now = parts_.clock.now();
  parts_.job.progress(analysed, total, now);
  if (now - reportedAt_ < kReportInterval) return;
  reportedAt_ = now;
  media::v1::ReportAnalysisRequest report;
  report.set_media(parts_.job.media());
  report.set_state(media::v1::Media::ANALYSIS_STATE_RUNNING);
  report.set_progress(total > absl::ZeroDuration() ? static_cast<float>(absl::FDivDuration(analysed, total)) : 0);
  // Progress is a courtesy: when it cannot be told, the analysis goes on.
  static_cast<void>(parts_.peers.report(report, parts_.stop));
  parts_.changed();
}

}  // namespace cameramonit::pipeline
