#pragma once

#include <filesystem>
#include <stop_token>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "analyzer/detect/detector.h"
#include "analyzer/pipeline/analysis_sink.h"
#include "analyzer/pipeline/event_teller.h"
#include "analyzer/track/video_tracker.h"
#include "cameramonit/application/v1/project.pb.h"

namespace cameramonit::pipeline {

/// What came of looking at a film.
struct AnalysisReport {
  absl::Duration video;    ///< how much of it there was
  bool truncated = false;  ///< it ended before its end
  int events = 0;
  absl::Duration decodeTime;  ///< wall time of reading and decoding
  absl::Duration tellTime;    ///< wall time of situations, sentences and proofs
  track::VideoTrackerStats stats;
};

/// Looks at a stored film from its beginning to its end. Thread-bound; borrows the detector.
/// Errors: what source::FileFrameSource::open gives, CANCELLED, what the sink gives.
absl::StatusOr<AnalysisReport> analyseFilm(const std::filesystem::path& file, const Told& told,
                                           const application::v1::Channel& channel, detect::Detector& detector,
                                           int framesInFlight, AnalysisSink& sink, std::stop_token stop);

}  // namespace cameramonit::pipeline
