#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <optional>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "analyzer/detect/detector.h"
#include "analyzer/motion/motion_detector.h"
#include "analyzer/source/frame_source.h"
#include "analyzer/track/look_planner.h"
#include "analyzer/track/tracker.h"
#include "common/base/executor.h"

namespace cameramonit::track {

struct VideoTrackerOptions {
  /// Frames that are looked at side by side, one thread each. 1 has the least delay, as live cameras want it.
  int framesInFlight = 2;
  float trustedScore = 0;  ///< a detection may start a track from here on; 0: as the detector's description says
  TrackerSettings tracker;
  motion::MotionSettings motion;
  LookSettings look;
};

/// All that is known of one analysed frame. Borrowed: valid during the call that gets it.
struct AnalysedFrame {
  const source::VideoFrame& frame;
  const motion::MotionFrame& motion;
  const detect::Detections& detections;  ///< of all classes; empty where the detector did not look
  const cv::Rect& looked;                ///< where it looked; empty where it did not
  const TrackerStep& step;
  const Tracker& tracker;  ///< tracks so far, by Tracker::find
};

/// What the work cost.
struct VideoTrackerStats {
  std::int64_t frames = 0;
  std::int64_t looks = 0;         ///< frames that the detector was given
  std::int64_t lookedPixels = 0;  ///< source pixels that the detector was given
  std::int64_t framePixels = 0;   ///< what whole frames would have been
  absl::Duration motionTime;      ///< CPU time by stage
  absl::Duration detectorTime;
  absl::Duration trackerTime;
};

/// Follows everything that moves through a stream of pictures: motion says where to look, the detector what is there,
/// the tracker which one it is. The result does not depend on timing. Thread-bound; borrows the detector.
class VideoTracker {
 public:
  /// Called once a frame, in order. An error ends the run.
  using Sink = std::function<absl::Status(const AnalysedFrame&)>;

  VideoTracker(detect::Detector& detector, const cv::Size& picture, const VideoTrackerOptions& options = {});

  /// Takes in one frame. The sink hears of it now or, with more frames in flight, a few frames later.
  absl::Status push(source::VideoFrame frame, const Sink& sink);

  /// No more frames: the sink hears of the rest. Returns the tracks that ended with the film. Call once.
  absl::StatusOr<TrackerStep> finish(const Sink& sink);

  /// push() for every frame of `source`, then finish(). CANCELLED when `stop` is requested.
  absl::StatusOr<TrackerStep> run(source::FrameSource& source, const Sink& sink, std::stop_token stop = {});

  const VideoTrackerStats& stats() const { return stats_; }

 private:
  struct Look {
    absl::StatusOr<detect::Detections> detections = detect::Detections();
    absl::Duration cpuTime;
  };
  struct InFlight {
    source::VideoFrame frame;
    motion::MotionFrame motion;
    cv::Rect looked;
    std::future<Look> result;
  };

  Look lookAt(const cv::Mat& picture, const cv::Rect& part) const;
  absl::Status completeOldest(const Sink& sink);

  detect::Detector& detector_;
  const VideoTrackerOptions options_;
  motion::MotionDetector motion_;
  LookPlanner planner_;
  Tracker tracker_;
  VideoTrackerStats stats_;
  std::deque<InFlight> inFlight_;
  base::Executor executor_;  ///< destroyed first: its work uses the rest
};

}  // namespace cameramonit::track
