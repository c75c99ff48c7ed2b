#include "tests/integration/seeing/made_film.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "analyzer/pipeline/media_analysis.h"
#include "common/base/status.h"
#include "server/eval/event_collector.h"

namespace cameramonit::seeing {

cv::Mat madeUpScene(int seed) {
  cv::RNG random(static_cast<std::uint64_t>(seed));
  cv::Mat scene(kFilmSize, CV_8UC3, cv::Scalar(110, 115, 120));
  constexpr int kShapes = 120;
  for (int i = 0; i < kShapes; ++i) {
    const cv::Point corner(random.uniform(0, kFilmSize.width), random.uniform(0, kFilmSize.height));
    const int grey = random.uniform(50, 200);
    cv::rectangle(scene, {corner, cv::Size(random.uniform(8, 50), random.uniform(8, 40))},
                  cv::Scalar(grey, grey + 5, grey + 8), cv::FILLED);
  }
  return scene;
}

MadeFilm::MadeFilm(const std::string& name, double seconds, const std::function<cv::Mat(double second)>& paint)
    : path_(std::filesystem::path(testing::TempDir()) / (name + ".y4m")) {
  std::ofstream out(path_, std::ios::binary);
  out << "YUV4MPEG2 W" << kFilmSize.width << " H" << kFilmSize.height << " F" << kFilmRate << ":1 Ip A1:1 C420jpeg\n";
  const int frames = static_cast<int>(seconds * kFilmRate);
  for (int i = 0; i < frames; ++i) {
    cv::Mat planes;
    cv::cvtColor(paint(static_cast<double>(i) / kFilmRate), planes, cv::COLOR_BGR2YUV_I420);
    out << "FRAME\n";
    out.write(planes.ptr<char>(), static_cast<std::streamsize>(planes.total()));
  }
}

MadeFilm::~MadeFilm() {
  std::error_code error;
  std::filesystem::remove(path_, error);
}

absl::StatusOr<std::vector<detect::Detections>> PaintDetector::detect(std::span<const cv::Mat> pictures) {
  std::vector<detect::Detections> results;
  for (const cv::Mat& picture : pictures) {
    detect::Detections& found = results.emplace_back();
    for (const auto& [objectClass, paint] : paints_) {
      constexpr double kTolerance = 40;  // colours come back from a film a little changed
      const cv::Scalar tolerance = cv::Scalar::all(kTolerance);
      cv::Mat mask;
      cv::inRange(picture, paint - tolerance, paint + tolerance, mask);
      const cv::Rect box = cv::boundingRect(mask);
      constexpr int kLeast = 60;  // pixels
      if (cv::countNonZero(mask) >= kLeast) found.push_back({cv::Rect2f(box), 0.8F, objectClass});
    }
  }
  return results;
}

absl::StatusOr<std::vector<events::v1::Event>> eventsOf(const std::filesystem::path& film, detect::Detector& detector,
                                                        const application::v1::Channel& channel) {
  const std::string name = "projects/p/channels/c";
  const pipeline::Told told{name, name + "/media/m", "attempt", absl::UnixEpoch()};
  eval::EventCollector collector;
  CAMERAMONIT_RETURN_IF_ERROR(pipeline::analyseFilm(film, told, channel, detector, 1, collector, {}).status());
  std::vector<events::v1::Event> events;
  for (const auto& [unused, event] : collector.events()) events.push_back(event);
  return events;
}

std::vector<events::v1::Event> ofKind(const std::vector<events::v1::Event>& all, events::v1::EventKind kind) {
  std::vector<events::v1::Event> found;
  for (const events::v1::Event& event : all) {
    if (event.kind() == kind) found.push_back(event);
  }
  return found;
}

}  // namespace cameramonit::seeing
