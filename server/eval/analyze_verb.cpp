#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_format.h>
#include <absl/strings/strip.h>
#include <absl/time/clock.h>
#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/pipeline/media_analysis.h"
#include "analyzer/pipeline/refusal_text.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"
#include "server/eval/event_collector.h"
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
  std::string stills;
};

double cpuSeconds(const rusage& usage) {
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::string kindName(const events::v1::Event& event) {
  return absl::AsciiStrToLower(absl::StripPrefix(events::v1::EventKind_Name(event.kind()), "EVENT_KIND_"));
}

json toJson(const events::v1::Event& event, absl::Time start) {
  const auto offset = [&](const google::protobuf::Timestamp& time) {
    return absl::ToDoubleSeconds(pipeline::toTime(time) - start);
  };
  json features = json::object();
  for (const events::v1::Feature& feature : event.features()) features[feature.key()] = feature.value();
  return {
      {"kind", kindName(event)},          {"class", event.object_class()},    {"from_s", offset(event.start_time())},
      {"to_s", offset(event.end_time())}, {"text_pl", event.sentence().pl()}, {"text_en", event.sentence().en()},
      {"features", std::move(features)}};
}

/// One file an event, named by its number, kind and class.
absl::Status writeStills(const EventCollector& collector, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  int number = 0;
  for (const auto& [name, event] : collector.events()) {
    ++number;
    const auto still = collector.stills().find(name);
    if (still == collector.stills().end()) continue;
    const std::string file =
        absl::StrFormat("%s/%03d_%s_%s.jpg", folder, number, kindName(event), event.object_class());
    if (!(std::ofstream(file, std::ios::binary) << still->second)) {
      return base::failedPrecondition(base::ErrorReason::ERROR_REASON_DISK_FULL, "The stills cannot be written.");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<json> analyze(const AnalyzeOptions& options) {
  detect::DetectorOptions detectorOptions;
  detectorOptions.name = options.detector;
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector(detectorOptions));
  application::v1::Channel channel;
  channel.set_name(kChannel);
  channel.set_analysis_fps(options.framesPerSecond);
  const pipeline::Told told{kChannel, std::string(kChannel) + "/media/eval", "eval", absl::UnixEpoch()};
  EventCollector collector;
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const absl::Time begun = absl::Now();
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto report, pipeline::analyseFilm(options.video, told, channel, *detector,
                                                                        options.framesInFlight, collector, {}));
  const absl::Duration wall = absl::Now() - begun;
  rusage after{};
  getrusage(RUSAGE_SELF, &after);

  if (!options.stills.empty()) CAMERAMONIT_RETURN_IF_ERROR(writeStills(collector, options.stills));
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
  verb->add_option("--stills", options->stills, "Folder to write each event's picture to");
  verb->callback([&chosen, options] { chosen = [options] { return analyze(*options); }; });
}

}  // namespace cameramonit::eval
