#include "analyzer/pipeline/media_analysis.h"

#include <utility>

#include <absl/time/clock.h>

#include "analyzer/pipeline/event_mapping.h"
#include "analyzer/source/file_frame_source.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

constexpr float kUsualFramesPerSecond = 5;

}  // namespace

absl::StatusOr<AnalysisReport> analyseFilm(const std::filesystem::path& file, const Told& told,
                                           const application::v1::Channel& channel, detect::Detector& detector,
                                           int framesInFlight, AnalysisSink& sink, std::stop_token stop) {
  source::SourceOptions sourceOptions;
  sourceOptions.framesPerSecond = channel.analysis_fps() > 0 ? channel.analysis_fps() : kUsualFramesPerSecond;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto source, source::FileFrameSource::open(file, sourceOptions, stop));
  track::VideoTrackerOptions trackerOptions;
  trackerOptions.framesInFlight = framesInFlight;
  trackerOptions.trustedScore = channel.minimum_score();
  track::VideoTracker tracker(detector, source->pictureSize(), trackerOptions);
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto ground, groundOf(channel, source->pictureSize()));
  EventTeller teller(told, channel, source->pictureSize(), ground, sink);

  AnalysisReport report;
  const absl::Duration total = source->video().duration;
  absl::Duration lastAt;
  const track::VideoTracker::Sink observe = [&](const track::AnalysedFrame& frame) -> absl::Status {
    const absl::Time begun = absl::Now();
    lastAt = frame.frame.at;
    CAMERAMONIT_RETURN_IF_ERROR(teller.observe(frame));
    sink.progress(lastAt, std::max(total, lastAt));
    report.tellTime += absl::Now() - begun;
    return absl::OkStatus();
  };
  for (;;) {
    if (stop.stop_requested()) return base::cancelled("The analysis was stopped.");
    const absl::Time begun = absl::Now();
    source::VideoFrame frame;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, source->next(frame));
    report.decodeTime += absl::Now() - begun;
    if (!more) break;
    CAMERAMONIT_RETURN_IF_ERROR(tracker.push(std::move(frame), observe));
  }
  CAMERAMONIT_RETURN_IF_ERROR(tracker.finish(observe).status());
  const source::SourceReport read = source->report();
  CAMERAMONIT_RETURN_IF_ERROR(teller.finish(std::max(lastAt, read.lastFrameAt)));
  report.video = std::max(lastAt, read.lastFrameAt);
  sink.progress(report.video, report.video);
  report.truncated = read.truncated;
  report.events = teller.events();
  report.stats = tracker.stats();
  return report;
}

}  // namespace cameramonit::pipeline
