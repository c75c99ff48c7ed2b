#include "analyzer/pipeline/analysis_job.h"

#include "analyzer/pipeline/refusal_text.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {

using analyzer::v1::AnalyzeMediaResponse;

AnalyzeMediaResponse AnalysisJob::status() const {
  absl::MutexLock lock(&mutex_);
  AnalyzeMediaResponse status = status_;
  if (status.state() == AnalyzeMediaResponse::STATE_UNSPECIFIED) status.set_state(AnalyzeMediaResponse::STATE_WAITING);
  return status;
}

void AnalysisJob::begin(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  status_.set_state(AnalyzeMediaResponse::STATE_RUNNING);
  begunAt_ = now;
}

void AnalysisJob::progress(absl::Duration analysed, absl::Duration total, absl::Time now) {
  absl::MutexLock lock(&mutex_);
  *status_.mutable_analysed() = toProto(analysed);
  *status_.mutable_total() = toProto(total);
  if (analysed > absl::ZeroDuration() && total > analysed) {
    const double share = absl::FDivDuration(total - analysed, analysed);
    *status_.mutable_remaining() = toProto((now - begunAt_) * share);
  }
}

void AnalysisJob::addEvents(int count) {
  absl::MutexLock lock(&mutex_);
  status_.set_events(status_.events() + count);
}

void AnalysisJob::end(const absl::Status& why) {
  absl::MutexLock lock(&mutex_);
  status_.clear_remaining();
  if (why.ok()) {
    status_.set_state(AnalyzeMediaResponse::STATE_DONE);
    *status_.mutable_analysed() = status_.total();
  } else if (why.code() == absl::StatusCode::kCancelled) {
    status_.set_state(AnalyzeMediaResponse::STATE_CANCELLED);
  } else {
    status_.set_state(AnalyzeMediaResponse::STATE_FAILED);
    *status_.mutable_error() = refusalText(why);
    status_.set_error_reason(base::reasonName(base::errorReason(why)));
  }
}

bool AnalysisJob::over() const {
  absl::MutexLock lock(&mutex_);
  return status_.state() == AnalyzeMediaResponse::STATE_DONE || status_.state() == AnalyzeMediaResponse::STATE_FAILED ||
         status_.state() == AnalyzeMediaResponse::STATE_CANCELLED;
}

}  // namespace cameramonit::pipeline
