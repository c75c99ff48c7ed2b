#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::pipeline {

/// Where an analysis hands what it finds. Thread-bound. An error ends the analysis.
class AnalysisSink {
 public:
  virtual ~AnalysisSink() = default;

  /// Writes objects and events; the same name again changes what was written. Returns when they are safe.
  virtual absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                              const std::vector<events::v1::Event>& events) = 0;

  /// Keeps a JPEG picture of an event; the name it is kept under.
  virtual absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time taken,
                                                const std::string& jpeg) = 0;

  /// Declares which part of the media proves an event; the name of the clip.
  virtual absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) = 0;

  /// `analysed` of `total` was looked at. May be called often.
  virtual void progress(absl::Duration analysed, absl::Duration total) = 0;
};

}  // namespace cameramonit::pipeline
