#include "analyzer/track/refine.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analyzer/detect/detection.h"

namespace cameramonit::track {
namespace {

cv::Rect2f between(const Observation& before, const Observation& after, absl::Duration at) {
  const auto share = static_cast<float>(absl::FDivDuration(at - before.at, after.at - before.at));
  const auto mix = [share](float a, float b) { return a + (b - a) * share; };
  return {mix(before.box.x, after.box.x), mix(before.box.y, after.box.y), mix(before.box.width, after.box.width),
          mix(before.box.height, after.box.height)};
}

bool stayed(const Observation& before, const Observation& after) {
  constexpr float kSamePlace = 0.5F;
  return detect::overlap(before.box, after.box) > kSamePlace;
}

std::vector<Observation> fillGaps(const Track& track, const std::vector<FrameTime>& frames, absl::Duration longest) {
  std::vector<Observation> filled;
  auto next = std::lower_bound(frames.begin(), frames.end(), track.observations.front().frame,
                               [](const FrameTime& time, std::int64_t frame) { return time.frame < frame; });
  for (std::size_t i = 0; i < track.observations.size(); ++i) {
    const Observation& observation = track.observations[i];
    for (; next != frames.end() && next->frame < observation.frame; ++next) {
      const Observation& before = track.observations[i - 1];
      if (observation.at - before.at > longest && !stayed(before, observation)) continue;
      filled.push_back({next->frame, next->at, between(before, observation, next->at), 0, false});
    }
    if (next != frames.end() && next->frame == observation.frame) ++next;
    filled.push_back(observation);
  }
  return filled;
}

/// A weighted straight line through the neighbours in time, read off at the middle. Unlike a plain average it does not
/// pull the first and last boxes of a moving object inwards.
cv::Rect2f smoothedBox(const std::vector<Observation>& observations, std::size_t middle, absl::Duration deviation) {
  constexpr double kReach = 3;  // deviations
  double weightSum = 0;
  double timeSum = 0;
  double timeSquareSum = 0;
  cv::Vec4d sum;
  cv::Vec4d timedSum;
  const auto take = [&](const Observation& observation) {
    const double t = absl::FDivDuration(observation.at - observations[middle].at, deviation);
    if (std::abs(t) > kReach) return false;
    const double weight = std::exp(-t * t / 2);
    const cv::Rect2f& box = observation.box;
    const cv::Vec4d values(box.x + box.width / 2, box.y + box.height / 2, box.width, box.height);
    weightSum += weight;
    timeSum += weight * t;
    timeSquareSum += weight * t * t;
    sum += values * weight;
    timedSum += values * (weight * t);
    return true;
  };
  for (std::size_t i = middle; i < observations.size() && take(observations[i]); ++i) {
  }
  for (std::size_t i = middle; i-- > 0 && take(observations[i]);) {
  }
  const double determinant = weightSum * timeSquareSum - timeSum * timeSum;
  constexpr double kSingular = 1e-9;
  const cv::Vec4d fitted =
      determinant > kSingular ? (sum * timeSquareSum - timedSum * timeSum) * (1 / determinant) : sum * (1 / weightSum);
  // The size changes slowly, and a line through a few noisy sizes would exaggerate: it is averaged.
  const cv::Vec4d average = sum * (1 / weightSum);
  const double width = average[2];
  const double height = average[3];
  return {static_cast<float>(fitted[0] - width / 2), static_cast<float>(fitted[1] - height / 2),
          static_cast<float>(width), static_cast<float>(height)};
}

}  // namespace

std::vector<FrameTime> everyFrame(const std::vector<FrameTime>& analysed) {
  std::vector<FrameTime> all;
  for (const FrameTime& time : analysed) {
    if (!all.empty()) {
      const FrameTime before = all.back();
      const absl::Duration step = (time.at - before.at) / std::max<std::int64_t>(1, time.frame - before.frame);
      for (std::int64_t frame = before.frame + 1; frame < time.frame; ++frame) {
        all.push_back({frame, before.at + step * (frame - before.frame)});
      }
    }
    all.push_back(time);
  }
  return all;
}

Track refine(const Track& track, const std::vector<FrameTime>& frames, const RefineSettings& settings) {
  Track refined = track;
  if (track.observations.empty()) return refined;
  const std::vector<Observation> filled = fillGaps(track, frames, settings.longestGap);
  refined.observations = filled;
  if (settings.smoothing <= absl::ZeroDuration()) return refined;
  for (std::size_t i = 0; i < filled.size(); ++i) {
    refined.observations[i].box = smoothedBox(filled, i, settings.smoothing);
  }
  return refined;
}

}  // namespace cameramonit::track
