#pragma once

#include <opencv2/core/mat.hpp>

#include "cameramonit/application/v1/project.pb.h"

namespace cameramonit::pipeline {

/// Blackens what nobody may see of a channel's picture (BGR). Reentrant.
void blacken(const application::v1::Channel& channel, cv::Mat& picture);

}  // namespace cameramonit::pipeline
