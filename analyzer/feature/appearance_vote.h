#pragma once

#include <string_view>

#include <opencv2/core/mat.hpp>

#include "analyzer/feature/colour.h"
#include "analyzer/feature/signature.h"
#include "analyzer/track/track.h"

namespace cameramonit::feature {

/// What an object looks like. For a person `upper` and `lower` are clothes above and below the waist and `whole` is
/// unknown; for anything else only `whole` is known.
struct Appearance {
  NamedColour upper;
  NamedColour lower;
  NamedColour whole;
};

/// Votes the colours of one object over all its sightings, so that one bad frame decides nothing. Near, whole and
/// sharply outlined sightings count more. Pixels that look like what surrounds the object (road, lawn) count little.
/// Thread-bound; one per track.
class AppearanceVote {
 public:
  /// Adds one sighting in a BGR frame (CV_8UC3). Interpolated sightings and boxes of less than 6×6 visible pixels are
  /// ignored. `foreground`, when not empty, is a CV_8U mask of any size over the whole frame, non-zero where it moved.
  void add(const cv::Mat& bgrFrame, const track::Observation& observation, std::string_view objectClass,
           const cv::Mat& foreground = {});

  /// What is known so far. Confidence is the winner's share of the vote, less while the sightings are few.
  Appearance result() const;

  /// Colours, size and shape; how it moved is left out.
  Signature signature(std::string_view objectClass) const;

  int sightings() const { return sightings_; }

 private:
  /// Colours of one part of one sighting.
  struct Look {
    ColourShares shares{};
    Paint paint{};
  };
  struct Ballot {
    ColourShares shares{};
    Paint paint{};
    float total = 0;
    int count = 0;
    void cast(const Look& look, float weight);
    NamedColour winner(bool vehicle) const;
    ColourShares normalised() const;
    Paint meanPaint() const;
  };

  Ballot upper_, lower_, whole_;
  float shapeWeight_ = 0, logSize_ = 0, logAspect_ = 0;
  bool vehicle_ = false;
  int sightings_ = 0;
};

}  // namespace cameramonit::feature
