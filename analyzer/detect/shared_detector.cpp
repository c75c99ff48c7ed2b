#include "analyzer/detect/shared_detector.h"

#include <algorithm>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::detect {

/// What a channel sees of the shared detector.
class SharedDetector::Line final : public Detector {
 public:
  Line(SharedDetector& shared, std::list<Queue>::iterator queue) : shared_(shared), queue_(queue) {}
  ~Line() override {
    absl::MutexLock lock(&shared_.mutex_);
    shared_.lines_.erase(queue_);
  }

  absl::StatusOr<std::vector<Detections>> detect(std::span<const cv::Mat> pictures) override {
    return shared_.wait(*queue_, pictures);
  }
  float trustedScore() const override { return shared_.detector_.trustedScore(); }
  cv::Size inputSize() const override { return shared_.detector_.inputSize(); }
  int batchSize() const override { return shared_.detector_.batchSize(); }
  std::string describe() const override { return shared_.detector_.describe(); }

 private:
  SharedDetector& shared_;
  const std::list<Queue>::iterator queue_;
};

SharedDetector::SharedDetector(Detector& detector, int threads) : detector_(detector) {
  for (int i = 0; i < std::max(1, threads); ++i) workers_.emplace_back([this] { work(); });
}

SharedDetector::~SharedDetector() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
}

std::unique_ptr<Detector> SharedDetector::openLine() {
  absl::MutexLock lock(&mutex_);
  return std::make_unique<Line>(*this, lines_.emplace(lines_.end()));
}

absl::StatusOr<std::vector<Detections>> SharedDetector::wait(Queue& queue, std::span<const cv::Mat> pictures) {
  std::vector<Job> jobs(pictures.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i].picture = &pictures[i];
  {
    absl::MutexLock lock(&mutex_);
    for (Job& job : jobs) queue.push_back(&job);
    const auto done = [&jobs] {
      return std::all_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.done; });
    };
    mutex_.Await(absl::Condition(&done));
  }
  std::vector<Detections> results;
  for (Job& job : jobs) {
    CAMERAMONIT_RETURN_IF_ERROR(job.result.status());
    results.push_back(*std::move(job.result));
  }
  return results;
}

int SharedDetector::waiting() const {
  absl::MutexLock lock(&mutex_);
  std::size_t pictures = 0;
  for (const Queue& line : lines_) pictures += line.size();
  return static_cast<int>(pictures);
}

bool SharedDetector::anyWaits() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const Queue& line) { return !line.empty(); });
}

std::vector<SharedDetector::Job*> SharedDetector::nextBatch() {
  const auto most = static_cast<std::size_t>(std::max(1, detector_.batchSize()));
  std::vector<Job*> batch;
  while (batch.size() < most) {
    const auto line = std::find_if(lines_.begin(), lines_.end(), [](const Queue& queue) { return !queue.empty(); });
    if (line == lines_.end()) break;
    batch.push_back(line->front());
    line->pop_front();
    lines_.splice(lines_.end(), lines_, line);  // its turn comes again after all others
  }
  return batch;
}

void SharedDetector::work() {
  for (;;) {
    std::vector<Job*> batch;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return stopping_ || anyWaits(); };
      mutex_.Await(absl::Condition(&ready));
      if (stopping_) return;
      batch = nextBatch();
    }
    run(batch);
  }
}

void SharedDetector::run(const std::vector<Job*>& batch) {
  std::vector<cv::Mat> pictures;
  pictures.reserve(batch.size());
  for (const Job* job : batch) pictures.push_back(*job->picture);
  auto found = detector_.detect(pictures);
  absl::MutexLock lock(&mutex_);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (found.ok()) {
      batch[i]->result = std::move((*found)[i]);
    } else {
      batch[i]->result = found.status();
    }
    batch[i]->done = true;
  }
}

}  // namespace cameramonit::detect
