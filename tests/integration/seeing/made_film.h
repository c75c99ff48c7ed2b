#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <opencv2/core/mat.hpp>

#include "analyzer/detect/detector.h"
#include "cameramonit/application/v1/project.pb.h"
#include "cameramonit/events/v1/event.pb.h"

namespace cameramonit::seeing {

constexpr int kFilmRate = 5;  // frames a second
const cv::Size kFilmSize(320, 240);

/// A scene with texture everywhere, the same for the same seed.
cv::Mat madeUpScene(int seed);

/// Writes a film of `seconds`, frame by frame as `paint` paints it, and takes it away again.
class MadeFilm {
 public:
  MadeFilm(const std::string& name, double seconds, const std::function<cv::Mat(double second)>& paint);
  ~MadeFilm();
  MadeFilm(const MadeFilm&) = delete;
  MadeFilm& operator=(const MadeFilm&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Knows things by their paint: each pure colour is a class. Thread-safe.
class PaintDetector final : public detect::Detector {
 public:
  /// Classes by colour, BGR.
  explicit PaintDetector(std::map<std::string, cv::Scalar> paints = {}) : paints_(std::move(paints)) {}

  absl::StatusOr<std::vector<detect::Detections>> detect(std::span<const cv::Mat> pictures) override;
  float trustedScore() const override { return 0.5F; }
  cv::Size inputSize() const override { return kFilmSize; }
  std::string describe() const override { return "paint"; }

 private:
  const std::map<std::string, cv::Scalar> paints_;
};

/// The events of a film, each as it was told last, by beginning.
absl::StatusOr<std::vector<events::v1::Event>> eventsOf(const std::filesystem::path& film, detect::Detector& detector,
                                                        const application::v1::Channel& channel = {});

/// Those of one kind.
std::vector<events::v1::Event> ofKind(const std::vector<events::v1::Event>& all, events::v1::EventKind kind);

}  // namespace cameramonit::seeing
