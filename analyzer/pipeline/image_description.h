#pragma once

#include <string>

#include <absl/status/status.h>

#include "analyzer/detect/detector.h"
#include "cameramonit/analyzer/v1/analyzer_service.pb.h"

namespace cameramonit::pipeline {

/// Says what is in one encoded picture (JPEG, PNG, WebP; at most 1 MiB and 40 megapixels).
/// Errors: FIELD_INVALID, NOT_A_VIDEO when it is no picture. Reentrant.
absl::Status describeImage(const std::string& encoded, detect::Detector& detector,
                           analyzer::v1::DescribeImageResponse& response);

}  // namespace cameramonit::pipeline
