#include <chrono>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_split.h>
#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/source/file_frame_source.h"
#include "analyzer/track/refine.h"
#include "analyzer/track/video_tracker.h"
#include "common/base/status.h"
#include "server/eval/clear_mot.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

constexpr char kFollowedClass[] = "person";
/// The offline mode knows what comes after the last frame that counts, as it would in a longer film.
constexpr absl::Duration kLookAhead = absl::Seconds(2);

struct TrackingArguments {
  std::string video;
  std::string truth;
  std::string frames;
  bool causal = false;
  double analysisFps = 0;  ///< 0: every frame
  std::string detector = "nanodet";
  int threads = 2;
};

/// Frames from 1, as in the file of truth, both included.
struct FrameRange {
  std::int64_t first = 1;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  bool holds(std::int64_t frame) const { return frame >= first && frame <= last; }
};

absl::StatusOr<FrameRange> parseRange(const std::string& text) {
  FrameRange range;
  if (text.empty()) return range;
  const std::vector<std::string> ends = absl::StrSplit(text, '-');
  if (ends.size() != 2 || !absl::SimpleAtoi(ends[0], &range.first) || !absl::SimpleAtoi(ends[1], &range.last) ||
      range.first < 1 || range.last < range.first) {
    return base::invalidFields({{"--frames", "FIRST-LAST, from 1, as in 1-397"}});
  }
  return range;
}

absl::StatusOr<BoxesByFrame> readTruth(const std::string& path) {
  std::ifstream in(path);
  if (!in) return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The truth cannot be read.");
  return readMotFile(in, true);
}

void keepRange(BoxesByFrame& boxes, const FrameRange& range) {
  std::erase_if(boxes, [&range](const auto& entry) { return !range.holds(entry.first); });
}

/// Follows people through the film; boxes by frame from 1.
class TrackingRun {
 public:
  TrackingRun(const TrackingArguments& arguments, FrameRange range) : arguments_(arguments), range_(range) {}

  absl::StatusOr<BoxesByFrame> follow() {
    source::SourceOptions reading;
    reading.framesPerSecond = arguments_.analysisFps;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto source, source::FileFrameSource::open(arguments_.video, reading));
    detect::DetectorOptions detecting;
    detecting.name = arguments_.detector;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector(detecting));
    track::VideoTrackerOptions tracking;
    tracking.framesInFlight = arguments_.threads;
    track::VideoTracker tracker(*detector, source->pictureSize(), tracking);

    const auto sink = [this](const track::AnalysedFrame& analysed) {
      take(analysed);
      return absl::OkStatus();
    };
    absl::Duration enough = absl::InfiniteDuration();
    for (;;) {
      source::VideoFrame frame;
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, source->next(frame));
      if (!more || frame.at > enough) break;
      if (frame.index + 1 >= range_.last && enough == absl::InfiniteDuration()) enough = frame.at + kLookAhead;
      CAMERAMONIT_RETURN_IF_ERROR(tracker.push(std::move(frame), sink));
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(track::TrackerStep last, tracker.finish(sink));
    for (track::Track& track : last.ended) ended_.push_back(std::move(track));
    stats_ = tracker.stats();
    return arguments_.causal ? causal_ : offline();
  }

  const track::VideoTrackerStats& stats() const { return stats_; }

 private:
  void take(const track::AnalysedFrame& analysed) {
    times_.push_back({analysed.frame.index, analysed.frame.at});
    for (const track::Track& track : analysed.step.ended) ended_.push_back(track);
    for (const track::Sighting& sighting : analysed.step.sightings) {
      const track::Track* track = analysed.tracker.find(sighting.trackId);
      if (!sighting.confirmed || track->objectClass != kFollowedClass) continue;
      causal_[analysed.frame.index + 1][static_cast<std::int64_t>(sighting.trackId)] = cv::Rect2d(sighting.box);
    }
  }

  BoxesByFrame offline() const {
    BoxesByFrame boxes;
    const std::vector<track::FrameTime> frames = track::everyFrame(times_);
    for (const track::Track& ended : ended_) {
      if (ended.objectClass != kFollowedClass) continue;
      const track::Track refined = track::refine(ended, frames);
      for (const track::Observation& observation : refined.observations) {
        boxes[observation.frame + 1][static_cast<std::int64_t>(refined.id)] = cv::Rect2d(observation.box);
      }
    }
    return boxes;
  }

  const TrackingArguments& arguments_;
  const FrameRange range_;
  std::vector<track::FrameTime> times_;
  std::vector<track::Track> ended_;
  BoxesByFrame causal_;
  track::VideoTrackerStats stats_;
};

double rounded(double value) {
  constexpr double kDigits = 1e4;
  return std::round(value * kDigits) / kDigits;
}

absl::StatusOr<nlohmann::json> measure(const TrackingArguments& arguments) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const FrameRange range, parseRange(arguments.frames));
  CAMERAMONIT_ASSIGN_OR_RETURN(BoxesByFrame truth, readTruth(arguments.truth));
  const auto start = std::chrono::steady_clock::now();
  TrackingRun run(arguments, range);
  CAMERAMONIT_ASSIGN_OR_RETURN(BoxesByFrame result, run.follow());
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  keepRange(truth, range);
  keepRange(result, range);
  const TrackingFigures figures = evaluateTracking(truth, result);
  return nlohmann::json{{"mota", rounded(figures.mota)},
                        {"motp", rounded(figures.motp)},
                        {"idf1", rounded(figures.idf1)},
                        {"recall", rounded(figures.recall)},
                        {"precision", rounded(figures.precision)},
                        {"id_switches", figures.idSwitches},
                        {"misses", figures.misses},
                        {"false_boxes", figures.falseBoxes},
                        {"frames_analysed", run.stats().frames},
                        {"frames_detected", run.stats().looks},
                        {"wall_s", rounded(wall.count())}};
}

}  // namespace

void addTrackingVerb(CLI::App& app, VerbAction& chosen) {
  auto arguments = std::make_shared<TrackingArguments>();
  CLI::App* verb = app.add_subcommand("tracking", "How well people are followed, against boxes in MOTChallenge form");
  verb->add_option("video", arguments->video, "The film")->required();
  verb->add_option("truth", arguments->truth, "frame,id,left,top,width,height,confidence a line; frames from 1")
      ->required();
  verb->add_option("--frames", arguments->frames, "FIRST-LAST: only these frames count");
  verb->add_flag("--causal", arguments->causal, "What is known at each frame, as with a live camera");
  verb->add_option("--analysis-fps", arguments->analysisFps, "Frames to analyse a second; 0 for every one")
      ->check(CLI::Range(0.0, 1000.0));
  verb->add_option("--detector", arguments->detector, "nanodet, ssdlite, or the path of a description");
  verb->add_option("--threads", arguments->threads, "Frames that are looked at side by side")->check(CLI::Range(1, 64));
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measure(*arguments); }; });
}

}  // namespace cameramonit::eval
