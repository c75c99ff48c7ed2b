#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/feature/track_features.h"
#include "analyzer/source/file_frame_source.h"
#include "analyzer/track/object_kinds.h"
#include "analyzer/track/video_tracker.h"
#include "common/base/status.h"
#include "server/eval/passages.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

struct PassagesArguments {
  std::string video;
  std::string marks;
  double analysisFps = 5;
  int threads = 2;
};

/// Finds the passages of one film.
class PassagesRun {
 public:
  explicit PassagesRun(const PassagesArguments& arguments) : arguments_(arguments) {}

  absl::StatusOr<std::vector<FoundPassage>> find() {
    source::SourceOptions reading;
    reading.framesPerSecond = arguments_.analysisFps;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto source, source::FileFrameSource::open(arguments_.video, reading));
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector({}));
    track::VideoTrackerOptions tracking;
    tracking.framesInFlight = arguments_.threads;
    track::VideoTracker tracker(*detector, source->pictureSize(), tracking);
    picture_ = source->pictureSize();
    const auto sink = [this](const track::AnalysedFrame& analysed) {
      take(analysed);
      return absl::OkStatus();
    };
    CAMERAMONIT_ASSIGN_OR_RETURN(const track::TrackerStep last, tracker.run(*source, sink));
    for (const track::Track& track : last.ended) addPassage(track);
    stats_ = tracker.stats();
    for (std::size_t i = 0; i < passages_.size(); ++i) {
      passages_[i].ridesAlong = ridesAlong(tracks_[i]);
      passages_[i].stoodThroughout = stoodThroughout(tracks_[i]);
    }
    return passages_;
  }

  const track::VideoTrackerStats& stats() const { return stats_; }

 private:
  void take(const track::AnalysedFrame& analysed) {
    lastFrameAt_ = analysed.frame.at;
    std::vector<feature::AccessorySighting> accessories;
    for (const detect::Detection& detection : analysed.detections) {
      accessories.push_back({detection.objectClass, detection.box});
    }
    for (const track::Sighting& sighting : analysed.step.sightings) {
      const track::Track* track = analysed.tracker.find(sighting.trackId);
      const auto entry = collectors_.try_emplace(sighting.trackId, picture_).first;
      entry->second.add(analysed.frame.picture, sighting.observation, track->objectClass, accessories,
                        analysed.motion.foreground);
    }
    for (const track::Track& track : analysed.step.ended) addPassage(track);
    for (const std::uint64_t id : analysed.step.discarded) collectors_.erase(id);
  }

  /// Whether most of a person's sightings are on a bicycle that is followed too.
  bool ridesAlong(const track::Track& person) const {
    if (track::kindOf(person.objectClass) != track::Kind::kPerson) return false;
    std::size_t riding = 0;
    for (const track::Observation& observation : person.observations) {
      riding += std::any_of(tracks_.begin(), tracks_.end(), [&](const track::Track& cycle) {
        return track::kindOf(cycle.objectClass) == track::Kind::kCycle && carries(cycle, observation);
      });
    }
    return 2 * riding > person.observations.size();
  }

  static bool carries(const track::Track& cycle, const track::Observation& person) {
    constexpr float kOnIt = 0.25F;  // share of the bicycle's box that its rider covers
    const auto found = std::lower_bound(
        cycle.observations.begin(), cycle.observations.end(), person.frame,
        [](const track::Observation& observation, std::int64_t frame) { return observation.frame < frame; });
    return found != cycle.observations.end() && found->frame == person.frame &&
           (found->box & person.box).area() > kOnIt * found->box.area();
  }

  bool stoodThroughout(const track::Track& track) const {
    constexpr absl::Duration kNearly = absl::Seconds(1);
    const track::Observation& first = track.observations.front();
    const track::Observation& last = track.observations.back();
    return first.at < kNearly && last.at > lastFrameAt_ - kNearly && detect::overlap(first.box, last.box) > 0.5F;
  }

  void addPassage(const track::Track& track) {
    const auto collector = collectors_.find(track.id);
    if (collector == collectors_.end()) return;
    FoundPassage passage;
    passage.objectClass = track.objectClass;
    passage.from = track.observations.front().at;
    passage.to = track.observations.back().at;
    for (const feature::FeatureValue& value : collector->second.result().values()) {
      if (value.key == "colour" || value.key == "upper_colour" || value.key == "lower_colour") {
        passage.colours.insert(value.value);
      }
      if (value.key == "side_entered") passage.entered = value.value;
      if (value.key == "side_left") passage.left = value.value;
    }
    passages_.push_back(std::move(passage));
    tracks_.push_back(track);
    collectors_.erase(collector);
  }

  const PassagesArguments& arguments_;
  cv::Size picture_;
  std::map<std::uint64_t, feature::FeatureCollector> collectors_;
  std::vector<FoundPassage> passages_;
  std::vector<track::Track> tracks_;  ///< of the passages, in their order
  absl::Duration lastFrameAt_;
  track::VideoTrackerStats stats_;
};

json describe(const MarkedPassage& passage) {
  return {{"class", passage.objectClass},
          {"from_s", absl::ToDoubleSeconds(passage.from)},
          {"to_s", absl::ToDoubleSeconds(passage.to)},
          {"look", passage.look}};
}

json describe(const FoundPassage& passage) {
  return {{"class", passage.objectClass},
          {"from_s", absl::ToDoubleSeconds(passage.from)},
          {"to_s", absl::ToDoubleSeconds(passage.to)},
          {"colours", passage.colours},
          {"entered", passage.entered},
          {"left", passage.left}};
}

template <typename Passage>
json describeAll(const std::vector<Passage>& passages) {
  json list = json::array();
  for (const Passage& passage : passages) list.push_back(describe(passage));
  return list;
}

absl::StatusOr<json> measure(const PassagesArguments& arguments) {
  std::ifstream in(arguments.marks);
  std::stringstream text;
  if (!in || !(text << in.rdbuf())) {
    return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The marked objects cannot be read.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto marked,
                               readMarks(text.str(), std::filesystem::path(arguments.video).filename().string()));
  PassagesRun run(arguments);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<FoundPassage> found, run.find());
  const PassageFigures figures = comparePassages(marked, found);
  const track::VideoTrackerStats& stats = run.stats();
  return json{
      {"total", figures.total},
      {"found", figures.found},
      {"missed", describeAll(figures.missed)},
      {"invented", figures.invented.size()},
      {"inventions", describeAll(figures.invented)},
      {"passages", describeAll(found)},
      {"colours_right", figures.coloursRight},
      {"colours_marked", figures.coloursMarked},
      {"directions_right", figures.directionsRight},
      {"directions_marked", figures.directionsMarked},
      {"detector_pixel_share",
       stats.framePixels == 0 ? 0.0 : static_cast<double>(stats.lookedPixels) / static_cast<double>(stats.framePixels)},
      {"frames_analysed", stats.frames},
      {"frames_detected", stats.looks}};
}

}  // namespace

void addPassagesVerb(CLI::App& app, VerbAction& chosen) {
  auto arguments = std::make_shared<PassagesArguments>();
  CLI::App* verb = app.add_subcommand("passages", "Which objects are found, against hand-marked passages");
  verb->add_option("video", arguments->video, "The film")->required();
  verb->add_option("events", arguments->marks,
                   "JSON: {\"film.mp4\": {\"objects\": [{class, from, to, look, enters, leaves}]}}")
      ->required();
  verb->add_option("--analysis-fps", arguments->analysisFps, "Frames to analyse a second; 0 for every one")
      ->check(CLI::Range(0.0, 1000.0));
  verb->add_option("--threads", arguments->threads, "Frames that are looked at side by side")->check(CLI::Range(1, 64));
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measure(*arguments); }; });
}

}  // namespace cameramonit::eval
