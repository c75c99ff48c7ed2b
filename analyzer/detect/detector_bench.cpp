#include "analyzer/detect/detector_bench.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <vector>

namespace cameramonit::detect {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// What one thread measured.
struct Share {
  absl::Status status;
  std::vector<absl::Duration> times;
};

Share measure(Detector& detector, const cv::Mat& picture, SteadyClock::time_point end) {
  Share share;
  share.status = detector.detect({&picture, 1}).status();
  while (share.status.ok() && (share.times.empty() || SteadyClock::now() < end)) {
    const auto start = SteadyClock::now();
    share.status = detector.detect({&picture, 1}).status();
    share.times.push_back(absl::FromChrono(SteadyClock::now() - start));
  }
  return share;
}

}  // namespace

absl::StatusOr<BenchResult> bench(Detector& detector, const cv::Mat& picture, int threads, absl::Duration length) {
  const auto start = SteadyClock::now();
  const auto end = start + absl::ToChronoNanoseconds(length);
  std::vector<Share> shares(static_cast<std::size_t>(std::max(1, threads)));
  {
    std::vector<std::jthread> running;
    for (Share& share : shares) running.emplace_back([&] { share = measure(detector, picture, end); });
  }
  const auto elapsed = absl::FromChrono(SteadyClock::now() - start);
  std::vector<absl::Duration> times;
  for (Share& share : shares) {
    if (!share.status.ok()) return share.status;
    times.insert(times.end(), share.times.begin(), share.times.end());
  }
  std::sort(times.begin(), times.end());
  BenchResult result;
  result.pictures = static_cast<int>(times.size());
  result.picturesPerSecond = static_cast<double>(times.size() + shares.size()) / absl::ToDoubleSeconds(elapsed);
  result.median = times[times.size() / 2];
  result.slowest = times.back();
  return result;
}

}  // namespace cameramonit::detect
