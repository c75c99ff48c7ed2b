#include "server/eval/live/cases.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "common/base/status.h"
#include "common/media/elementary_stream.h"
#include "server/eval/live/onsets.h"
#include "server/eval/live/product.h"
#include "server/eval/live/program.h"

namespace cameramonit::eval {
namespace {

using nlohmann::json;

constexpr absl::Duration kSettled = absl::Seconds(25);
constexpr absl::Duration kStagger = absl::Seconds(7);
constexpr int kOnsetCameras = 3;
constexpr double kMegabyte = 1e6;

/// A product with cameras on it. They end before it would miss them.
struct Scene {
  WorkFolder folder;
  std::unique_ptr<Product> product;
  std::vector<std::unique_ptr<SendingCamera>> cameras;
  std::vector<std::string> channels;

  absl::Status open() {
    CAMERAMONIT_ASSIGN_OR_RETURN(product, Product::start(folder.path()));
    return absl::OkStatus();
  }
  absl::Status add(const std::string& film, const std::string& sub = {}, const std::vector<std::size_t>& marks = {}) {
    CAMERAMONIT_ASSIGN_OR_RETURN(auto camera, SendingCamera::start(film, sub, marks));
    CAMERAMONIT_ASSIGN_OR_RETURN(auto channel, product->add(absl::StrCat("Camera ", cameras.size() + 1), *camera));
    cameras.push_back(std::move(camera));
    channels.push_back(std::move(channel));
    return absl::OkStatus();
  }
  double cores(absl::Duration length) const {
    const absl::Duration before = product->cpu();
    const absl::Time begun = absl::Now();
    absl::SleepFor(length);
    return absl::FDivDuration(product->cpu() - before, absl::Now() - begun);
  }
  absl::StatusOr<std::int64_t> lostPackets() const {
    std::int64_t lost = 0;
    CAMERAMONIT_ASSIGN_OR_RETURN(const ProductClient client, product->client());
    for (const std::string& channel : channels) {
      CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t more, client.lostPackets(channel));
      lost += more;
    }
    return lost;
  }
};

/// One camera beside none in the same process: what it adds.
absl::StatusOr<json> measureOne(const std::string& film, const std::string& sub, double fullDecode,
                                absl::Duration length) {
  Scene scene;
  CAMERAMONIT_RETURN_IF_ERROR(scene.open());
  absl::SleepFor(kSettled / 5);
  const double alone = scene.cores(std::min(length, absl::Seconds(20)));
  const double memory = scene.product->memory();
  CAMERAMONIT_RETURN_IF_ERROR(scene.add(film, sub));
  absl::SleepFor(kSettled);
  const double cores = scene.cores(length);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t lost, scene.lostPackets());
  return json{{"cores", cores},
              {"cores_without_camera", alone},
              {"of_full_decode", cores / fullDecode},
              {"rss_mb", (scene.product->memory() - memory) / kMegabyte},
              {"lost_packets", lost}};
}

absl::StatusOr<json> measureMany(const LiveFilms& films, const CaseOptions& options) {
  Scene scene;
  CAMERAMONIT_RETURN_IF_ERROR(scene.open());
  CAMERAMONIT_RETURN_IF_ERROR(scene.add(films.people.empty() ? films.onsets : films.people));
  absl::SleepFor(kSettled);
  const double memory = scene.product->memory();
  for (int i = 1; i < options.cameras; ++i) CAMERAMONIT_RETURN_IF_ERROR(scene.add(films.idle));
  absl::SleepFor(kSettled);
  const double cores = scene.cores(options.length);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::int64_t lost, scene.lostPackets());
  const double further = std::max(1, options.cameras - 1);
  return json{{"cores", cores},
              {"cameras", options.cameras},
              {"rss_mb_per_further_camera", (scene.product->memory() - memory) / kMegabyte / further},
              {"lost_packets", lost}};
}

/// Whether every recording shows what the camera sent, to the byte.
absl::StatusOr<json> compareRecordings(const std::filesystem::path& folder, const std::filesystem::path& film) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto sent, media::readElementaryStream(film));
  int recordings = 0;
  bool identical = true;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "original") continue;
    CAMERAMONIT_ASSIGN_OR_RETURN(const auto kept, media::readElementaryStream(entry.path()));
    ++recordings;
    identical = identical && media::placeInLoop(kept, sent).has_value();
  }
  std::cerr << recordings << " recordings compared.\n";
  return recordings > 0 ? json(identical) : json(nullptr);
}

absl::StatusOr<json> measureOnsets(const LiveFilms& films, absl::Duration length) {
  Scene scene;
  CAMERAMONIT_RETURN_IF_ERROR(scene.open());
  for (int i = 0; i < kOnsetCameras; ++i) {
    if (i > 0) absl::SleepFor(kStagger);
    CAMERAMONIT_RETURN_IF_ERROR(scene.add(films.onsets, {}, {kOnsetAsleep, kOnsetAwake}));
    CAMERAMONIT_RETURN_IF_ERROR(
        scene.product->camctl({"channel", "set", scene.channels.back(), "recording_mode=continuous"}).status());
  }
  const absl::Time begun = absl::Now();
  const absl::Duration watched = std::max(length, absl::Minutes(2));
  CAMERAMONIT_ASSIGN_OR_RETURN(const ProductClient client, scene.product->client());
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto rows, client.watch(watched));
  OnsetTimes asleep, awake;
  for (std::size_t i = 0; i < scene.cameras.size(); ++i) {
    std::vector<SendingCamera::Sent> sent = scene.cameras[i]->sent();
    // What fell outside of the time that was watched could not be seen whole.
    std::erase_if(sent, [&](const auto& one) {
      return one.at < begun + kSettled || one.at > begun + watched - absl::Seconds(5);
    });
    const auto found = rows.find(scene.channels[i]);
    const std::vector<absl::Time> none;
    asleep.take(sent, kOnsetAsleep, found == rows.end() ? none : found->second);
    awake.take(sent, kOnsetAwake, found == rows.end() ? none : found->second);
  }
  CAMERAMONIT_RETURN_IF_ERROR(scene.product->stop());
  CAMERAMONIT_ASSIGN_OR_RETURN(json identical, compareRecordings(scene.folder.path() / "data", films.onsets));
  return json{{"onset_to_row_ms", {{"awake", awake.print()}, {"asleep", asleep.print()}}},
              {"recording_identical", std::move(identical)}};
}

}  // namespace

absl::StatusOr<json> measureCases(const LiveFilms& films, const CaseOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const double fullDecode, fullDecodeCores(films.idle));
  json cases;
  std::cerr << "Idle ...\n";
  CAMERAMONIT_ASSIGN_OR_RETURN(cases["idle"], measureOne(films.idle, "", fullDecode, options.length));
  std::cerr << "Idle with a sub-stream ...\n";
  CAMERAMONIT_ASSIGN_OR_RETURN(cases["idle_sub"], measureOne(films.idle, films.idleSub, fullDecode, options.length));
  cases["half_active"] = nullptr;
  if (!films.halfPeople.empty()) {
    std::cerr << "People half of the time ...\n";
    CAMERAMONIT_ASSIGN_OR_RETURN(cases["half_active"], measureOne(films.halfPeople, "", fullDecode, options.length));
  }
  std::cerr << options.cameras << " cameras ...\n";
  CAMERAMONIT_ASSIGN_OR_RETURN(cases["ten_one_active"], measureMany(films, options));
  std::cerr << "Onsets ...\n";
  CAMERAMONIT_ASSIGN_OR_RETURN(json result, measureOnsets(films, options.length));
  result["cases"] = std::move(cases);
  result["full_decode_cores"] = fullDecode;
  return result;
}

}  // namespace cameramonit::eval
