#pragma once

#include <opencv2/core/mat.hpp>

#include "analyzer/feature/colour.h"

namespace cameramonit::feature {

/// How the light of a picture differs from plain daylight, to be taken off before colours are named.
struct Illumination {
  float gain = 1;              ///< lightness factor: above 1 where the picture is too dark
  float castA = 0, castB = 0;  ///< colour cast in CIELAB a*, b*
};

/// Estimates the light from the nearly neutral pixels of a whole BGR picture: these are roads, walls and skies, so
/// that a lawn that fills the picture does not turn everything pink as a grey-world estimate would. Few neutral
/// pixels mean no correction. Cost: a 64×36 thumbnail. Reentrant.
Illumination estimateIllumination(const cv::Mat& bgr);

/// The name of one CIELAB colour (L 0..100). Reentrant.
Colour nameOfLab(float lightness, float a, float b);

/// The name of one BGR colour under daylight. Reentrant.
Colour nameOfBgr(const cv::Vec3b& bgr);

/// CIELAB (CV_32FC3, L 0..100) of a BGR picture with the light taken off. Reentrant.
cv::Mat toLab(const cv::Mat& bgr, const Illumination& light);

/// Weights (CV_32F, the size of `lab`) summed per colour name. Reentrant.
ColourShares colourShares(const cv::Mat& lab, const cv::Mat& weights);

}  // namespace cameramonit::feature
