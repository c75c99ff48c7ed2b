#pragma once

#include <string>
#include <vector>

#include "analyzer/feature/appearance_vote.h"
#include "analyzer/feature/carried_vote.h"
#include "analyzer/feature/passage_vote.h"

namespace cameramonit::feature {

/// One thing said about an object, as events store it and questions ask for it: "upper_colour" = "red".
struct FeatureValue {
  std::string key;       ///< as documented for events.v1.Feature
  std::string value;     ///< an English token
  float confidence = 1;  ///< 0..1
  friend bool operator==(const FeatureValue&, const FeatureValue&) = default;
};

/// Everything that is said of one tracked object beside its class.
struct TrackFeatures {
  Appearance appearance;
  Passage passage;
  std::vector<std::string> carried;  ///< tokens, see CarriedVote

  /// All that is known as key, value and confidence: upper_colour, lower_colour, colour, carries, direction, speed,
  /// size, side_entered, side_left, place ("top left", "middle"); with a ground plane metres_per_second ("1.4") and
  /// metres_wide. Colours below `minConfidence` are left out.
  std::vector<FeatureValue> values(float minConfidence = 0.5F) const;
};

/// The inverse of `TrackFeatures::values`, as far as those say; keys and tokens that it does not know are left out.
/// Reentrant.
TrackFeatures trackFeaturesOf(const std::vector<FeatureValue>& values);

/// Collects the features of one track, sighting by sighting; `result()` at any time. Thread-bound.
class FeatureCollector {
 public:
  /// See PassageVote.
  explicit FeatureCollector(cv::Size picture, const GroundPlane* ground = nullptr) : passage_(picture, ground) {}

  /// Adds one sighting. `bgrFrame` may be empty where the picture is no longer at hand; then only the way is followed.
  /// `foreground` as in AppearanceVote; `detections` are all of the frame, for what is carried.
  void add(const cv::Mat& bgrFrame, const track::Observation& observation, std::string_view objectClass,
           std::span<const AccessorySighting> detections = {}, const cv::Mat& foreground = {});

  /// Adds only what it looks like: of somebody who is told as part of this, as a bicycle's rider is.
  void addLook(const cv::Mat& bgrFrame, const track::Observation& observation, std::string_view objectClass,
               const cv::Mat& foreground);

  /// What look-alikes are found by; `objectClass` as voted over the track.
  Signature signature(std::string_view objectClass) const;

  TrackFeatures result() const { return {appearance_.result(), passage_.result(), carried_.result()}; }

 private:
  AppearanceVote appearance_;
  PassageVote passage_;
  CarriedVote carried_;
};

}  // namespace cameramonit::feature
