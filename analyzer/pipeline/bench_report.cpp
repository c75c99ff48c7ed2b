#include "analyzer/pipeline/bench_report.h"

#include <algorithm>
#include <string>
#include <vector>

#include <opencv2/core.hpp>

#include "analyzer/detect/detector_bench.h"
#include "analyzer/pipeline/time_mapping.h"
#include "common/base/status.h"

namespace cameramonit::pipeline {
namespace {

using analyzer::v1::BenchDetectorsResponse;

constexpr int kMostThreads = 64;
constexpr absl::Duration kShortest = absl::Milliseconds(100);
constexpr absl::Duration kLongest = absl::Seconds(10);
constexpr absl::Duration kUsual = absl::Seconds(1);

/// What is in a picture does not change what a network costs; its size changes the scaling before it.
cv::Mat madeUpPicture() {
  cv::Mat picture(1080, 1920, CV_8UC3);
  cv::RNG random(1);
  random.fill(picture, cv::RNG::UNIFORM, 0, 256);
  return picture;
}

absl::Status measure(const detect::DetectorOptions& options, int threads, absl::Duration length,
                     BenchDetectorsResponse::Bench& bench) {
  CAMERAMONIT_ASSIGN_OR_RETURN(const auto detector, detect::openDetector(options));
  bench.set_description(detector->describe());
  bench.set_input_width(detector->inputSize().width);
  bench.set_input_height(detector->inputSize().height);
  CAMERAMONIT_ASSIGN_OR_RETURN(const detect::BenchResult result,
                               detect::bench(*detector, madeUpPicture(), threads, length));
  bench.set_threads(threads);
  *bench.mutable_median() = toProto(result.median);
  *bench.mutable_slowest() = toProto(result.slowest);
  bench.set_pictures_per_second(result.picturesPerSecond);
  return absl::OkStatus();
}

}  // namespace

absl::Status benchDetectors(const analyzer::v1::BenchDetectorsRequest& request, const detect::DetectorOptions& inUse,
                            int threads, BenchDetectorsResponse& response) {
  const absl::Duration length = request.has_length() ? toDuration(request.length()) : kUsual;
  if (length < kShortest || length > kLongest) return base::invalidFields({{"length", "must be 0.1 s to 10 s"}});
  if (request.threads() < 0 || request.threads() > kMostThreads) {
    return base::invalidFields({{"threads", "must be 1 to 64"}});
  }
  std::vector<std::string> names = {"nanodet", "ssdlite"};
  if (std::find(names.begin(), names.end(), inUse.name) == names.end()) names.push_back(inUse.name);
  for (const std::string& name : names) {
    BenchDetectorsResponse::Bench& bench = *response.add_benches();
    bench.set_detector(name);
    bench.set_in_use(name == inUse.name);
    detect::DetectorOptions options = inUse;
    options.name = name;
    const absl::Status measured = measure(options, request.threads() > 0 ? request.threads() : threads, length, bench);
    if (!measured.ok()) bench.set_problem(std::string(measured.message()));
  }
  return absl::OkStatus();
}

}  // namespace cameramonit::pipeline
