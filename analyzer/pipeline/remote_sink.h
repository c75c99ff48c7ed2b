#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "analyzer/pipeline/analysis_job.h"
#include "analyzer/pipeline/analysis_sink.h"
#include "analyzer/pipeline/peers_client.h"
#include "common/base/clock.h"

namespace cameramonit::pipeline {

/// Hands what one job finds to the events and the media service. Thread-bound.
class RemoteSink final : public AnalysisSink {
 public:
  struct Parts {
    const PeersClient& peers;
    AnalysisJob& job;
    const base::Clock& clock;
    std::function<void()> changed;
    std::stop_token stop;
  };
  /// Borrows what `parts` refers to.
  explicit RemoteSink(Parts parts) : parts_(std::move(parts)) {}

  absl::Status record(const std::vector<events::v1::TrackedObject>& objects,
                      const std::vector<events::v1::Event>& events) override;
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time taken,
                                        const std::string& jpeg) override;
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time from, absl::Time to) override;
  void progress(absl::Duration analysed, absl::Duration total) override;

 private:
  const Parts parts_;
  std::int64_t sequence_ = 0;
  absl::Time reportedAt_ = absl::InfinitePast();
  std::vector<std::string> told_;  // events counted, sorted
};

}  // namespace cameramonit::pipeline
