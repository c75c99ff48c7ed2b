#pragma once

#include <stop_token>
#include <string>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

#include "cameramonit/analyzer/v1/analyzer_service.pb.h"

namespace cameramonit::pipeline {

/// One film on its way through the analyzer: how it stands, for everybody who watches. Thread-safe.
class AnalysisJob {
 public:
  using State = analyzer::v1::AnalyzeMediaResponse::State;

  explicit AnalysisJob(std::string media) : media_(std::move(media)) {}

  const std::string& media() const { return media_; }

  /// How it stands now.
  analyzer::v1::AnalyzeMediaResponse status() const;

  void begin(absl::Time now);
  void progress(absl::Duration analysed, absl::Duration total, absl::Time now);
  void addEvents(int count);
  /// Ends it; `why` is OK, cancelled, or what went wrong.
  void end(const absl::Status& why);
  bool over() const;

  /// A person wants it stopped.
  void cancel() { cancel_.request_stop(); }
  std::stop_token cancelled() const { return cancel_.get_token(); }

 private:
  const std::string media_;
  std::stop_source cancel_;
  mutable absl::Mutex mutex_;
  analyzer::v1::AnalyzeMediaResponse status_ ABSL_GUARDED_BY(mutex_);
  absl::Time begunAt_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::pipeline
