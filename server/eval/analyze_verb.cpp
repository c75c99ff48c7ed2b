#include <sys/resource.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>
#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/pipeline/media_analysis.h"
#include "analyzer/pipeline/refusal_text.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr char kChannel[] = "projects/eval/channels/eval";

struct AnalyzeOptions {
  std::string video;
  std::string detector = "nanodet";
  float framesPerSecond = 5;
  int framesInFlight = 2;
};

/// Keeps what is told, each event as it was told last.
class Collector final : public pipeline::AnalysisSink {
 public:
  absl::Status record(const std::vector<events::v1::TrackedObject>&,
                      const std::vector<events::v1::Event>& events) override {
    for (const events::v1::Event& event : events) events_[event.name()] = event;
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> keepStill(const events::v1::Event& event, absl::Time, const std::string&) override {
    return event.name() + "/still";
  }
  absl::StatusOr<std::string> declareClip(const events::v1::Event& event, absl::Time, absl::Time) override {
    return event.name() + "/clip";
  }
  void progress(absl::Duration, absl::Duration) override {}

  /// By beginning: the ids are UUIDv7.
  const std::map<std::string, events::v1::Event>& events() const { return events_; }

 private:
  std::map<std::string, events::v1::Event> events_;
};

double cpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

json toJson(const events::v1::Event& event, absl::Time start) {
  const auto offset = [&](const google::protobuf::Timestamp& time) {
    return absl::ToDoubleSeconds(pipeline::toTime(time) - start);
  };
  json features = json::object();
  for (const events::v1::Feature& feature : event.features()) features[feature.key()] = feature.value();
  const std::string kind(absl::StripPrefix(events::v1::EventKind_Name(event.kind()), "EVENT_KIND_"));
  return {{"kind", absl::AsciiStrToLower(kind)},  {"class", event.object_class()},
          {"from_s", offset(event.start_time())}, {"to_s", offset(event.end_time())},
          {"text_pl", event.sentence().pl()},     {"text_en", event.sentence().en()},
          {"features", std::move(features)}};
}

absl::StatusOr<json> analyze(const AnalyzeOptions& options) {
  detect::DetectorOptions detectorOptions;
  detectorOptions.name = options.detector;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector(detectorOptions));
  application::v1::Channel channel;
  channel.set_name(kChannel);
  channel.set_analysis_fps(options.framesPerSecond);
  const pipeline::Told told{kChannel, std::string(kChannel) + "/media/eval", "eval", absl::UnixEpoch()};
  Collector collector;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const absl::Time begun = absl::Now();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto report, pipeline::analyseFilm(options.video, told, channel, *detector,
                                                                        options.framesInFlight, collector, {}));
  const absl::Duration wall = absl::Now() - begun;
  rusage after{};
  getrusage(RUSAGE_SELF, &after);

  json events = json::array();
  for (const auto& [name, event] : collector.events()) events.push_back(toJson(event, told.start));
  json result = {{"video_s", absl::ToDoubleSeconds(report.video)},
                 {"wall_s", absl::ToDoubleSeconds(wall)},
                 {"speed", absl::FDivDuration(report.video, wall)},
                 {"cpu_s",
                  {{"total", cpuSeconds(after) - cpuSeconds(before)},
                   {"decode", absl::ToDoubleSeconds(report.decodeTime)},
                   {"motion", absl::ToDoubleSeconds(report.stats.motionTime)},
                   {"detect", absl::ToDoubleSeconds(report.stats.detectorTime)},
                   {"track", absl::ToDoubleSeconds(report.stats.trackerTime)},
                   {"tell", absl::ToDoubleSeconds(report.tellTime)}}},
                 {"peak_rss_bytes", static_cast<std::int64_t>(after.ru_maxrss) * 1024},
                 {"frames", report.stats.frames},
                 {"looked_share", report.stats.framePixels == 0 ? 0.0
                                                                : static_cast<double>(report.stats.lookedPixels) /
                                                                      static_cast<double>(report.stats.framePixels)},
                 {"events", std::move(events)}};
  if (report.truncated) result["remark"] = pipeline::truncatedText().en();
  return result;
}

}  // namespace

void addAnalyzeVerb(CLI::App& app, VerbAction& chosen) {
  auto* verb = app.add_subcommand("analyze", "Analyse a film as an upload is, and print its events and what it cost");
  auto options = std::make_shared<AnalyzeOptions>();
  verb->add_option("video", options->video, "The film")->required();
  verb->add_option("--detector", options->detector, "nanodet, ssdlite, or a description file")->capture_default_str();
  verb->add_option("--analysis-fps", options->framesPerSecond, "Frames to look at a second")->capture_default_str();
  verb->add_option("--frames-in-flight", options->framesInFlight, "Frames looked at side by side")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  verb->callback([&chosen, options] { chosen = [options] { return analyze(*options); }; });
}

}  // namespace cameramonit::eval
