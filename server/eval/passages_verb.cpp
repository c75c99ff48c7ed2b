#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/pipeline/media_analysis.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"
#include "server/eval/event_collector.h"
#include "server/eval/passages.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr char kChannel[] = "projects/eval/channels/eval";

struct PassagesArguments {
  std::string video;
  std::string marks;
  float analysisFps = 5;
  int threads = 2;
};

/// What the product tells of each object, as an upload is told of.
FoundPassage passageOf(const events::v1::TrackedObject& object, absl::Duration end) {
  FoundPassage passage;
  passage.objectClass = object.object_class();
  passage.from = pipeline::toTime(object.start_time()) - absl::UnixEpoch();
  passage.to = pipeline::toTime(object.end_time()) - absl::UnixEpoch();
  bool travelled = false;
  for (const events::v1::Feature& feature : object.features()) {
    const std::string& key = feature.key();
    if (key == "colour" || key == "upper_colour" || key == "lower_colour") passage.colours.insert(feature.value());
    if (key == "side_entered") passage.entered = feature.value();
    if (key == "side_left") passage.left = feature.value();
    travelled = travelled || key == "direction";
  }
  constexpr absl::Duration kNearly = absl::Seconds(1);
  passage.stoodThroughout = passage.from < kNearly && passage.to > end - kNearly && !travelled;
  return passage;
}

absl::StatusOr<std::vector<FoundPassage>> findPassages(const PassagesArguments& arguments,
                                                       pipeline::AnalysisReport& report) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector({}));
  application::v1::Channel channel;
  channel.set_name(kChannel);
  channel.set_analysis_fps(arguments.analysisFps);
  const pipeline::Told told{kChannel, std::string(kChannel) + "/media/eval", "eval", absl::UnixEpoch()};
  EventCollector collector;
  CAMERAMONIT_ASSIGN_OR_RETURN(
      report, pipeline::analyseFilm(arguments.video, told, channel, *detector, arguments.threads, collector, {}));
  std::vector<FoundPassage> passages;
  for (const auto& [name, object] : collector.objects()) passages.push_back(passageOf(object, report.video));
  return passages;
}

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
  pipeline::AnalysisReport report;
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<FoundPassage> found, findPassages(arguments, report));
  const PassageFigures figures = comparePassages(marked, found);
  const track::VideoTrackerStats& stats = report.stats;
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
  verb->add_option("--analysis-fps", arguments->analysisFps, "Frames to analyse a second; 30 at the most")
      ->check(CLI::Range(0.5, 30.0));
  verb->add_option("--threads", arguments->threads, "Frames that are looked at side by side")->check(CLI::Range(1, 64));
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measure(*arguments); }; });
}

}  // namespace cameramonit::eval
