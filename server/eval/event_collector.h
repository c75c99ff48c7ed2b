#pragma once

#include <map>
#include <string>
#include <vector>

#include "analyzer/pipeline/analysis_sink.h"

namespace cameramonit::eval {

/// Keeps what an analysis tells, each event and object as it was told last; pictures are only counted. Thread-bound.
class EventCollector final : public pipeline::AnalysisSink {
 public:
  absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                      const std::vector<events::v1::Event>& events) override {
    for (const events::v1::TrackedObject& object : objects) objects_[object.name()] = object;
    for (const events::v1::Event& event : events) events_[event.name()] = event;
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time, const std::string& jpeg) override {
    stills_[event.name()] = jpeg;
    return event.name() + "/still";
  }
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time, absl::Time) override {
    return event.name() + "/clip";
  }
  void progress(absl::Duration, absl::Duration) override {}

  /// By name, so by beginning: the ids are UUIDv7.
  const std::map<std::string, events::v1::Event>& events() const { return events_; }
  const std::map<std::string, events::v1::TrackedObject>& objects() const { return objects_; }
  /// JPEG by event.
  const std::map<std::string, std::string>& stills() const { return stills_; }

 private:
  std::map<std::string, events::v1::Event> events_;
  std::map<std::string, events::v1::TrackedObject> objects_;
  std::map<std::string, std::string> stills_;
};

}  // namespace cameramonit::eval
