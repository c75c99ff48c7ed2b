#include "analyzer/feature/track_features.h"

#include <absl/strings/str_format.h>

namespace cameramonit::feature {

std::vector<FeatureValue> TrackFeatures::values(float minConfidence) const {
  std::vector<FeatureValue> values;
  const auto add = [&values](const char* key, std::string_view token, float confidence = 1) {
    if (!token.empty()) values.push_back({key, std::string(token), confidence});
  };
  const auto addColour = [&](const char* key, const NamedColour& named) {
    if (named.confidence >= minConfidence) add(key, colourToken(named.colour), named.confidence);
  };
  addColour("colour", appearance.whole);
  addColour("upper_colour", appearance.upper);
  addColour("lower_colour", appearance.lower);
  for (const std::string& thing : carried) add("carries", thing);
  add("direction", directionToken(passage.direction));
  add("speed", speedToken(passage.speed));
  add("size", sizeToken(passage.size));
  add("side_entered", sideToken(passage.entered));
  add("side_left", sideToken(passage.left));
  if (passage.entered != Side::kUnknown) add("place", placeToken(passage.place));
  if (passage.metresPerSecond) add("metres_per_second", absl::StrFormat("%.1f", *passage.metresPerSecond));
  if (passage.widthMetres) add("metres_wide", absl::StrFormat("%.1f", *passage.widthMetres));
  return values;
}

TrackFeatures trackFeaturesOf(const std::vector<FeatureValue>& values) {
  TrackFeatures features;
  for (const FeatureValue& one : values) {
    const NamedColour colour{colourFromToken(one.value), one.confidence};
    if (one.key == "colour") features.appearance.whole = colour;
    if (one.key == "upper_colour") features.appearance.upper = colour;
    if (one.key == "lower_colour") features.appearance.lower = colour;
    if (one.key == "carries") features.carried.push_back(one.value);
    if (one.key == "direction") features.passage.direction = directionFromToken(one.value);
    if (one.key == "speed") features.passage.speed = speedFromToken(one.value);
    if (one.key == "size") features.passage.size = one.value == "large" ? Size::kLarge : Size::kSmall;
    if (one.key == "side_entered") features.passage.entered = sideFromToken(one.value);
    if (one.key == "side_left") features.passage.left = sideFromToken(one.value);
  }
  return features;
}

void FeatureCollector::add(const cv::Mat& bgrFrame, const track::Observation& observation, std::string_view objectClass,
                           std::span<const AccessorySighting> detections, const cv::Mat& foreground) {
  passage_.add(observation, objectClass);
  if (!observation.seen) return;
  appearance_.add(bgrFrame, observation, objectClass, foreground);
  if (objectClass == "person" && observation.score > 0) carried_.add(observation.box, detections);
}

Signature FeatureCollector::signature(std::string_view objectClass) const {
  Signature signature = appearance_.signature(objectClass);
  signature.speed = passage_.relativeSpeed();
  const cv::Point2f way = passage_.way(), middle = passage_.middle();
  signature.wayX = way.x;
  signature.wayY = way.y;
  signature.placeX = middle.x;
  signature.placeY = middle.y;
  signature.sightings = appearance_.sightings();
  return signature;
}

void FeatureCollector::addLook(const cv::Mat& bgrFrame, const track::Observation& observation,
                               std::string_view objectClass, const cv::Mat& foreground) {
  if (observation.seen) appearance_.add(bgrFrame, observation, objectClass, foreground);
}

}  // namespace cameramonit::feature
