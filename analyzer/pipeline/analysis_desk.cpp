#include "analyzer/pipeline/analysis_desk.h"

#include <algorithm>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "analyzer/pipeline/media_analysis.h"
#include "analyzer/pipeline/refusal_text.h"
#include "analyzer/pipeline/remote_sink.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/ids.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

constexpr absl::Duration kReconnectPause = absl::Milliseconds(500);
constexpr std::size_t kJobsRemembered = 1000;

std::string channelOf(const std::string& media) {
  return media.substr(0, media.find("/media/"));
}

media::v1::ReportAnalysisRequest endReport(const std::string& media, const absl::Status& result, bool truncated) {
  media::v1::ReportAnalysisRequest report;
  report.set_media(media);
  if (result.ok()) {
    report.set_state(media::v1::Media::ANALYSIS_STATE_DONE);
    report.set_progress(1);
    if (truncated) *report.mutable_remark() = truncatedText();
  } else if (result.code() == absl::StatusCode::kCancelled) {
    report.set_state(media::v1::Media::ANALYSIS_STATE_CANCELLED);
  } else {
    report.set_state(media::v1::Media::ANALYSIS_STATE_FAILED);
    *report.mutable_error() = refusalText(result);
    report.set_error_reason(base::reasonName(base::errorReason(result)));
  }
  return report;
}

}  // namespace

void AnalysisDesk::start() {
  threads_.emplace_back([this] { listen(); });
  for (int i = 0; i < parts_.jobs; ++i) threads_.emplace_back([this] { work(); });
}

AnalysisDesk::~AnalysisDesk() {
  stop();
}

void AnalysisDesk::stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    for (const auto& [media, job] : jobs_) job->cancel();
  }
  stop_.request_stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void AnalysisDesk::forgetOld() {
  for (auto job = jobs_.begin(); jobs_.size() > kJobsRemembered && job != jobs_.end();) {
    job = job->second->over() ? jobs_.erase(job) : std::next(job);
  }
}

std::shared_ptr<AnalysisJob> AnalysisDesk::submit(const std::string& media, bool again) {
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<AnalysisJob>& job = jobs_[media];
  if (job && !(again && job->over())) return job;
  job = std::make_shared<AnalysisJob>(media);
  waiting_.push_back(job);
  std::shared_ptr<AnalysisJob> submitted = job;
  forgetOld();
  return submitted;
}

std::shared_ptr<AnalysisJob> AnalysisDesk::find(const std::string& media) const {
  absl::MutexLock lock(&mutex_);
  const auto job = jobs_.find(media);
  return job == jobs_.end() ? nullptr : job->second;
}

AnalysisDesk::ChannelWork AnalysisDesk::workOf(const std::string& channel) const {
  ChannelWork result;
  absl::MutexLock lock(&mutex_);
  for (const auto& [media, job] : jobs_) {
    if (channelOf(media) != channel) continue;
    const auto state = job->status().state();
    if (state == analyzer::v1::AnalyzeMediaResponse::STATE_RUNNING) result.running = job;
    if (state == analyzer::v1::AnalyzeMediaResponse::STATE_WAITING) ++result.waiting;
  }
  return result;
}

void AnalysisDesk::listen() {
  using media::v1::Media;
  do {
    parts_.peers.watchMedia(
        [this](const Media& media) {
          const bool unfinished = media.analysis_state() == Media::ANALYSIS_STATE_PENDING ||
                                  media.analysis_state() == Media::ANALYSIS_STATE_RUNNING;
          if (unfinished && media.kind() == Media::KIND_UPLOAD) submit(media.name(), /*again=*/false);
        },
        stop_.get_token());
  } while (sleepUnlessStopped(kReconnectPause, stop_.get_token()));
}

void AnalysisDesk::work() {
  for (;;) {
    std::shared_ptr<AnalysisJob> job;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || !waiting_.empty(); };
      mutex_.Await(absl::Condition(&ready));
      if (stopping_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    run(*job);
  }
}

void AnalysisDesk::run(AnalysisJob& job) {
  const absl::Time begun = parts_.clock.now();
  job.begin(begun);
  parts_.changed();
  parts_.log.info("analysis.begun", {{"media", job.media()}});
  bool truncated = false;
  const std::string attempt = base::newUuid(begun);
  const absl::Status result = analyse(job, attempt, truncated);
  if (stop_.stop_requested()) return;  // unfinished on purpose: the next start takes it up
  const absl::Status reported = parts_.peers.report(endReport(job.media(), result, truncated), stop_.get_token());
  job.end(result);
  parts_.changed();
  const std::int64_t millis = absl::ToInt64Milliseconds(parts_.clock.now() - begun);
  if (result.ok() && reported.ok()) {
    parts_.log.info("analysis.done", {{"media", job.media()}, {"ms", millis}, {"events", job.status().events()}});
  } else {
    parts_.log.warn(
        "analysis.ended",
        {{"media", job.media()}, {"ms", millis}, {"result", result.ToString()}, {"reported", reported.ToString()}});
  }
}

absl::Status AnalysisDesk::analyse(AnalysisJob& job, const std::string& attempt, bool& truncated) {
  const std::stop_token stop = job.cancelled();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto opened, parts_.peers.openMedia(job.media(), stop));
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto channel, parts_.peers.channel(channelOf(job.media()), stop));
  RemoteSink sink({parts_.peers, job, parts_.clock, parts_.changed, stop});
  const Told told{channel.name(), job.media(), attempt, toTime(opened.media().start_time())};
  const auto detector = parts_.detector.openLine();
  CAMERAMONIT_ASSIGN_OR_RETURN(const AnalysisReport report,
                               analyseFilm(opened.path(), told, channel, *detector, parts_.framesInFlight, sink, stop));
  truncated = report.truncated;
  return parts_.peers.prune(job.media(), attempt, stop);
}

}  // namespace cameramonit::pipeline
