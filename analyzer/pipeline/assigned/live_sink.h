#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/pipeline/analysis_sink.h"
#include "analyzer/pipeline/assigned/recording_shelf.h"
#include "analyzer/pipeline/peers_client.h"

namespace cameramonit::assigned {

/// Brings what is seen on a live camera to the services that keep it: events cite the recording that runs, stills and
/// clips are of it. Tries each thing once; pipeline::OutboxSink tries again. Thread-bound.
class LiveSink final : public pipeline::AnalysisSink {
 public:
  /// Borrows `peers`.
  LiveSink(const pipeline::PeersClient& peers, std::shared_ptr<const RecordingShelf> recordings)
      : peers_(peers), recordings_(std::move(recordings)) {}

  absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                      const std::vector<events::v1::Event>& events) override;
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time taken,
                                        const std::string& jpeg) override;
  /// No name where nothing was recorded then: there is only the still.
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) override;
  void progress(absl::Duration, absl::Duration) override {}

 private:
  const pipeline::PeersClient& peers_;
  const std::shared_ptr<const RecordingShelf> recordings_;
  std::int64_t sequence_ = 0;
};

}  // namespace cameramonit::assigned
