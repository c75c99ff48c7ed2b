#include "analyzer/track/video_tracker.h"

#include <time.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::track {
namespace {

/// Adds the CPU time that the calling thread spends in a scope.
class CpuTimer {
 public:
  explicit CpuTimer(absl::Duration& sum) : sum_(sum), start_(now()) {}
  ~CpuTimer() { sum_ += now() - start_; }
  CpuTimer(const CpuTimer&) = delete;
  CpuTimer& operator=(const CpuTimer&) = delete;

 private:
  static absl::Duration now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return absl::DurationFromTimespec(time);
  }

  absl::Duration& sum_;
  const absl::Duration start_;
};

/// Whether a part's edge, and not the object's, ends this box: then it shows only half of something.
bool cutOff(const cv::Rect2f& box, const cv::Rect& part, const cv::Size& picture) {
  constexpr float kTouching = 2;  // pixels
  const cv::Rect2f edge(part);
  return (part.x > 0 && box.x < edge.x + kTouching) || (part.y > 0 && box.y < edge.y + kTouching) ||
         (part.x + part.width < picture.width && box.x + box.width > edge.x + edge.width - kTouching) ||
         (part.y + part.height < picture.height && box.y + box.height > edge.y + edge.height - kTouching);
}

/// Scores mean something else for every detector, so both thresholds go with the one that is trusted.
TrackerSettings scoredFor(const detect::Detector& detector, const VideoTrackerOptions& options) {
  TrackerSettings settings = options.tracker;
  const float trusted = options.trustedScore > 0 ? options.trustedScore : detector.trustedScore();
  settings.weakScore *= trusted / settings.newTrackScore;
  settings.newTrackScore = trusted;
  return settings;
}

}  // namespace

VideoTracker::VideoTracker(detect::Detector& detector, const cv::Size& picture, const VideoTrackerOptions& options)
    : detector_(detector),
      options_(options),
      motion_(options.motion),
      planner_(picture, options.look),
      tracker_(picture, scoredFor(detector, options)),
      executor_("detector", static_cast<std::size_t>(std::max(1, options.framesInFlight)),
                static_cast<std::size_t>(std::max(1, options.framesInFlight))) {}

absl::Status VideoTracker::push(source::VideoFrame frame, const Sink& sink) {
  if (static_cast<int>(inFlight_.size()) >= std::max(1, options_.framesInFlight)) {
    CAMERAMONIT_RETURN_IF_ERROR(completeOldest(sink));
  }
  InFlight next;
  next.frame = std::move(frame);
  {
    const CpuTimer timer(stats_.motionTime);
    next.motion = motion_.update(next.frame.picture, next.frame.at);
  }
  // What is followed is known up to the oldest frame in flight; the planner's margin covers the difference.
  const auto part = planner_.plan(next.frame.at, next.motion, tracker_.uncertainBoxes(), tracker_.familiarBoxes());
  ++stats_.frames;
  stats_.framePixels += static_cast<std::int64_t>(next.frame.picture.total());
  if (part) {
    next.looked = *part;
    ++stats_.looks;
    stats_.lookedPixels += part->area();
    auto look = std::make_shared<std::packaged_task<Look()>>(
        [this, picture = next.frame.picture, where = *part] { return lookAt(picture, where); });
    next.result = look->get_future();
    // The queue holds as many as can be in flight, so that it is never full.
    if (!executor_.post([look] { (*look)(); })) return base::internalError("The detector's threads have stopped.");
  }
  inFlight_.push_back(std::move(next));
  return options_.framesInFlight > 1 ? absl::OkStatus() : completeOldest(sink);
}

absl::StatusOr<TrackerStep> VideoTracker::finish(const Sink& sink) {
  while (!inFlight_.empty()) CAMERAMONIT_RETURN_IF_ERROR(completeOldest(sink));
  return tracker_.finish();
}

absl::StatusOr<TrackerStep> VideoTracker::run(source::FrameSource& source, const Sink& sink, std::stop_token stop) {
  for (;;) {
    if (stop.stop_requested()) return base::cancelled("The analysis was stopped.");
    source::VideoFrame frame;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, source.next(frame));
    if (!more) return finish(sink);
    CAMERAMONIT_RETURN_IF_ERROR(push(std::move(frame), sink));
  }
}

VideoTracker::Look VideoTracker::lookAt(const cv::Mat& picture, const cv::Rect& part) const {
  Look look;
  const CpuTimer timer(look.cpuTime);
  const cv::Mat view = picture(part);
  auto found = detector_.detect({&view, 1});
  if (!found.ok()) {
    look.detections = found.status();
    return look;
  }
  detect::Detections detections = std::move(found->front());
  const cv::Point2f corner(part.tl());
  for (detect::Detection& detection : detections) detection.box += corner;
  std::erase_if(detections,
                [&](const detect::Detection& detection) { return cutOff(detection.box, part, picture.size()); });
  look.detections = std::move(detections);
  return look;
}

absl::Status VideoTracker::completeOldest(const Sink& sink) {
  InFlight oldest = std::move(inFlight_.front());
  inFlight_.pop_front();
  detect::Detections detections;
  if (oldest.result.valid()) {
    Look look = oldest.result.get();
    CAMERAMONIT_RETURN_IF_ERROR(look.detections.status());
    detections = *std::move(look.detections);
    stats_.detectorTime += look.cpuTime;
  }
  TrackerInput input;
  input.frame = oldest.frame.index;
  input.at = oldest.frame.at;
  input.picture = oldest.frame.picture;
  input.detections = detections;
  input.regions = oldest.motion.regions;
  input.looked = oldest.looked;
  TrackerStep step;
  {
    const CpuTimer timer(stats_.trackerTime);
    step = tracker_.update(input);
  }
  return sink({oldest.frame, oldest.motion, detections, oldest.looked, step, tracker_});
}

}  // namespace cameramonit::track
