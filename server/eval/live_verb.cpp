#include <time.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/detect/open_detector.h"
#include "analyzer/live/live_eye.h"
#include "analyzer/pipeline/event_teller.h"
#include "analyzer/pipeline/time_mapping.h"
#include "analyzer/track/video_tracker.h"
#include "common/base/status.h"
#include "common/media/demuxer.h"
#include "server/eval/event_collector.h"
#include "server/eval/live/cases.h"
#include "server/eval/live/program.h"
#include "server/eval/verb.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr char kChannel[] = "projects/eval/channels/eval";
constexpr float kMovingShare = 0.05F;
constexpr absl::Duration kTolerance = absl::Seconds(1);

absl::Duration cpuTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

/// A film as a camera would send it.
struct Stream {
  std::vector<source::SharedPacket> packets;
  absl::Duration length;
};

absl::StatusOr<Stream> readStream(const std::string& file) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto demuxer, media::Demuxer::open(file));
  const auto streams = std::make_shared<const media::Streams>(demuxer.streams());
  const double rate = streams->videoInfo().framesPerSecond;
  const absl::Duration step = absl::Seconds(1) / (rate > 0 ? rate : 25);
  Stream stream;
  for (;;) {
    source::ChannelPacket packet;
    CAMERAMONIT_ASSIGN_OR_RETURN(const bool more, demuxer.read(packet.packet));
    if (!more) return stream;
    if (packet.packet.streamIndex() != streams->video) continue;
    packet.streams = streams;
    packet.keyframe = packet.packet.keyframe();
    packet.at = stream.length;
    stream.length += step;
    stream.packets.push_back(std::make_shared<source::ChannelPacket>(std::move(packet)));
  }
}

absl::StatusOr<absl::Duration> decodeAll(const Stream& stream) {
  CAMERAMONIT_ASSIGN_OR_RETURN(auto decoder, media::Decoder::open(stream.packets.front()->stream()));
  const absl::Duration begun = cpuTime();
  media::Frame frame;
  for (const source::SharedPacket& packet : stream.packets) {
    CAMERAMONIT_RETURN_IF_ERROR(decoder.send(packet->packet));
    for (bool more = true; more;) {
      CAMERAMONIT_ASSIGN_OR_RETURN(more, decoder.receive(frame));
    }
  }
  return cpuTime() - begun;
}

/// What watching a film as a live channel found and cost.
struct Watching {
  absl::Duration cpu;
  live::EyeStats eye;
  std::vector<std::pair<absl::Time, absl::Time>> passages;
};

absl::StatusOr<Watching> watch(const Stream& stream, bool gated, detect::Detector& detector) {
  application::v1::Channel channel;
  channel.set_name(kChannel);
  EventCollector collector;
  std::unique_ptr<track::VideoTracker> tracker;
  std::unique_ptr<pipeline::EventTeller> teller;
  absl::Duration last;
  live::EyeSettings settings;
  settings.gated = gated;
  live::LiveEye eye(settings, [&](source::VideoFrame frame) -> absl::StatusOr<bool> {
    if (!tracker) {
      track::VideoTrackerOptions options;
      options.framesInFlight = 1;
      tracker = std::make_unique<track::VideoTracker>(detector, frame.picture.size(), options);
      const pipeline::Told told{kChannel, std::string(kChannel) + "/media/eval", "eval", absl::UnixEpoch(), true};
      teller = std::make_unique<pipeline::EventTeller>(told, channel, frame.picture.size(), std::nullopt, collector);
    }
    last = frame.at;
    bool busy = false;
    CAMERAMONIT_RETURN_IF_ERROR(tracker->push(std::move(frame), [&](const track::AnalysedFrame& analysed) {
      busy = !analysed.tracker.uncertainBoxes().empty();
      for (const motion::Region& region : analysed.motion.regions) busy = busy || region.movingShare >= kMovingShare;
      return teller->observe(analysed);
    }));
    return busy;
  });
  const absl::Duration begun = cpuTime();
  for (const source::SharedPacket& packet : stream.packets) CAMERAMONIT_RETURN_IF_ERROR(eye.see(packet, 0));
  if (teller) CAMERAMONIT_RETURN_IF_ERROR(teller->finish(last));
  Watching result;
  result.cpu = cpuTime() - begun;
  result.eye = eye.stats();
  for (const auto& [name, object] : collector.objects()) {
    result.passages.emplace_back(pipeline::toTime(object.start_time()), pipeline::toTime(object.end_time()));
  }
  return result;
}

/// The share of `all` during which `found` has something, too, one to one.
json recallOf(const Watching& all, Watching found) {
  if (all.passages.empty()) return nullptr;
  int met = 0;
  for (const auto& [from, to] : all.passages) {
    const auto match = std::find_if(found.passages.begin(), found.passages.end(), [&](const auto& other) {
      return other.first < to + kTolerance && other.second > from - kTolerance;
    });
    if (match == found.passages.end()) continue;
    found.passages.erase(match);
    ++met;
  }
  return static_cast<double>(met) / static_cast<double>(all.passages.size());
}

json costOf(const Watching& watching, const Stream& stream, absl::Duration fullDecode) {
  return {{"cores", absl::FDivDuration(watching.cpu, stream.length)},
          {"of_full_decode", absl::FDivDuration(watching.cpu, fullDecode)},
          {"pictures_decoded", watching.eye.decoded},
          {"pictures_analysed", watching.eye.analysed},
          {"wakes", watching.eye.wakes},
          {"wakes_in_vain", watching.eye.vain},
          {"passages", watching.passages.size()}};
}

absl::StatusOr<json> measure(const std::string& video) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const Stream stream, readStream(video));
  if (stream.packets.empty()) {
    return base::invalidArgument(base::ErrorReason::ERROR_REASON_NOTHING_DECODABLE, "The film has no packets.");
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector({}));
  CAMERAMONIT_ASSIGN_OR_RETURN(const absl::Duration fullDecode, decodeAll(stream));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Watching gated, watch(stream, true, *detector));
  CAMERAMONIT_ASSIGN_OR_RETURN(const Watching ungated, watch(stream, false, *detector));
  return json{{"full_decode_cores", absl::FDivDuration(fullDecode, stream.length)},
              {"gated", costOf(gated, stream, fullDecode)},
              {"ungated", costOf(ungated, stream, fullDecode)},
              {"recall", recallOf(ungated, gated)}};
}

/// The film of people that Debian's opencv-doc brings.
constexpr char kPeople[] = "/usr/share/doc/opencv-doc/examples/data/vtest.avi";

struct Arguments {
  std::string video;
  CaseOptions cases;
  double minutes = 1;
};

/// The film alone, and the whole product with cameras that play it.
absl::StatusOr<json> measureAll(const Arguments& arguments) {
  CaseOptions options = arguments.cases;
  options.length = absl::Minutes(arguments.minutes);
  std::string people = arguments.video;
  if (people.empty() && std::filesystem::exists(kPeople)) people = kPeople;
  if (people.empty()) {
    std::cerr << "half_active and recall need people: give a film of them with --video, or install opencv-doc.\n";
  }
  json result{{"film", nullptr}, {"recall", nullptr}, {"onset_to_browser_ms", nullptr}};
  if (!people.empty()) {
    std::cerr << "The film alone ...\n";
    CAMERAMONIT_ASSIGN_OR_RETURN(result["film"], measure(people));
    result["recall"] = result["film"]["recall"];
  }
  if (options.cameras < 1) return result;
  std::cerr << "Making films ...\n";
  const WorkFolder folder;
  CAMERAMONIT_ASSIGN_OR_RETURN(const LiveFilms films, makeFilms(folder.path(), people));
  CAMERAMONIT_ASSIGN_OR_RETURN(const json cases, measureCases(films, options));
  result.update(cases);
  return result;
}

}  // namespace

void addLiveVerb(CLI::App& app, VerbAction& chosen) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb =
      app.add_subcommand("live", "What live cameras cost, how soon they are told of, and what the gates miss");
  verb->add_option("--video", arguments->video,
                   "A film with people, as a camera would send it; else that of opencv-doc");
  verb->add_option("--cameras", arguments->cases.cameras, "How many in the case with many; 0: the film alone")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  verb->add_option("--minutes", arguments->minutes, "Length of each case")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  verb->footer("Runs the product, test cameras and ffmpeg beside each other for some ten minutes.");
  verb->callback([arguments, &chosen] { chosen = [arguments] { return measureAll(*arguments); }; });
}

}  // namespace cameramonit::eval
