#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/detect/detection.h"
#include "analyzer/detect/open_detector.h"
#include "analyzer/feature/look_alikes.h"
#include "analyzer/feature/track_features.h"
#include "analyzer/source/file_frame_source.h"
#include "analyzer/track/video_tracker.h"
#include "common/base/status.h"
#include "server/eval/clear_mot.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

struct NamingArguments {
  std::string video;
  std::string truth;
  double analysisFps = 5;
  int threads = 2;
};

/// One followed object with who it truly was.
struct Seen {
  feature::Sighting sighting;
  std::int64_t truth = 0;  ///< id in the file of truth that most of its boxes lie on; 0: unknown
};

/// Follows what is in a film and keeps the signature of each track.
class NamingRun {
 public:
  NamingRun(const NamingArguments& arguments, BoxesByFrame truth) : arguments_(arguments), truth_(std::move(truth)) {}

  absl::StatusOr<std::vector<Seen>> follow() {
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
    for (const track::Track& track : last.ended) add(track);
    return std::move(seen_);
  }

 private:
  void take(const track::AnalysedFrame& analysed) {
    for (const track::Sighting& sighting : analysed.step.sightings) {
      const track::Track* track = analysed.tracker.find(sighting.trackId);
      collectors_.try_emplace(sighting.trackId, picture_)
          .first->second.add(analysed.frame.picture, sighting.observation, track->objectClass, {},
                             analysed.motion.foreground);
    }
    for (const track::Track& track : analysed.step.ended) add(track);
    for (const std::uint64_t id : analysed.step.discarded) collectors_.erase(id);
  }

  void add(const track::Track& track) {
    const auto collector = collectors_.find(track.id);
    if (collector == collectors_.end()) return;
    seen_.push_back({{collector->second.signature(track.objectClass), absl::UnixEpoch() + track.observations.front().at,
                      absl::UnixEpoch() + track.observations.back().at},
                     whoIs(track)});
    collectors_.erase(collector);
  }

  std::int64_t whoIs(const track::Track& track) const {
    std::map<std::int64_t, std::size_t> votes;
    for (const track::Observation& observation : track.observations) {
      const auto frame = truth_.find(observation.frame + 1);
      if (frame == truth_.end()) continue;
      for (const auto& [id, box] : frame->second) {
        if (detect::overlap(observation.box, cv::Rect2f(box)) > 0.5F) ++votes[id];
      }
    }
    std::int64_t best = 0;
    std::size_t most = track.observations.size() / 2;
    for (const auto& [id, count] : votes) {
      if (count > most) {
        best = id;
        most = count;
      }
    }
    return best;
  }

  const NamingArguments& arguments_;
  const BoxesByFrame truth_;
  cv::Size picture_;
  std::map<std::uint64_t, feature::FeatureCollector> collectors_;
  std::vector<Seen> seen_;
};

json describe(const Seen& seen) {
  return {{"class", seen.sighting.signature.objectClass},
          {"from_s", absl::ToDoubleSeconds(seen.sighting.from - absl::UnixEpoch())},
          {"to_s", absl::ToDoubleSeconds(seen.sighting.to - absl::UnixEpoch())},
          {"sightings", seen.sighting.signature.sightings},
          {"truth", seen.truth}};
}

/// How alike each is to every other, by rows.
json likenesses(const std::vector<Seen>& seen) {
  json rows = json::array();
  for (const Seen& one : seen) {
    json row = json::array();
    for (const Seen& other : seen) {
      row.push_back(std::round(100 * feature::likeness(one.sighting.signature, other.sighting.signature)) / 100);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Names each object in turn and counts who else gets the name.
json nameEach(feature::NameSort sort, const std::vector<Seen>& seen, bool withTruth) {
  json reached = json::array();
  std::int64_t named = 0, right = 0, wrong = 0, same = 0, most = 0;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (withTruth && seen[i].truth == 0) continue;
    std::vector<feature::Sighting> others;
    for (std::size_t j = 0; j < seen.size(); ++j) {
      if (j != i) others.push_back(seen[j].sighting);
    }
    feature::LookAlikes alike(sort, {seen[i].sighting}, {});
    alike.calibrate(others);
    std::int64_t count = 0;
    for (std::size_t j = 0; j < seen.size(); ++j) {
      if (j == i || (withTruth && seen[j].truth == 0)) continue;
      const bool truly = seen[j].truth == seen[i].truth;
      same += truly;
      if (!alike.confidenceOf(seen[j].sighting)) continue;
      ++count;
      (truly ? right : wrong) += 1;
    }
    ++named;
    most = std::max(most, count);
    reached.push_back(count);
  }
  json figures = {{"named", named}, {"reached", reached}, {"most_reached", most}};
  if (withTruth) {
    figures["look_alikes_right"] = right;
    figures["look_alikes_wrong"] = wrong;
    figures["same_elsewhere"] = same;
  }
  return figures;
}

absl::StatusOr<json> measure(const NamingArguments& arguments) {
  BoxesByFrame truth;
  if (!arguments.truth.empty()) {
    std::ifstream in(arguments.truth);
    if (!in) return base::notFound(base::ErrorReason::ERROR_REASON_FILE_MISSING, "The truth cannot be read.");
    CAMERAMONIT_ASSIGN_OR_RETURN(truth, readMotFile(in, true));
  }
  NamingRun run(arguments, truth);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Seen> seen, run.follow());
  json objects = json::array();
  for (const Seen& one : seen) objects.push_back(describe(one));
  return json{{"objects", objects},
              {"likeness", likenesses(seen)},
              {"as_kind", nameEach(feature::NameSort::kKind, seen, !arguments.truth.empty())},
              {"as_name", nameEach(feature::NameSort::kName, seen, !arguments.truth.empty())}};
}

}  // namespace

void addNamingVerb(CLI::App& app, VerbAction& chosen) {
  auto arguments = std::make_shared<NamingArguments>();
  CLI::App* verb = app.add_subcommand("naming", "Who else gets the name of each object in a film");
  verb->add_option("video", arguments->video, "The film")->required();
  verb->add_option("truth", arguments->truth, "MOTChallenge file: who is who; only those are named then");
  verb->add_option("--analysis-fps", arguments->analysisFps, "Frames to analyse a second; 0 for every one")
      ->check(CLI::Range(0.0, 1000.0));
  verb->add_option("--threads", arguments->threads, "Frames that are looked at side by side")->check(CLI::Range(1, 64));
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measure(*arguments); }; });
}

}  // namespace cameramonit::eval
