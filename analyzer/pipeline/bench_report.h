#pragma once

#include <absl/status/status.h>

#include "analyzer/detect/open_detector.h"
#include "cameramonit/analyzer/v1/analyzer_service.pb.h"

namespace cameramonit::pipeline {

/// Measures the shipped detectors, and the one that `inUse` names, one after another, with `threads` pictures side by
/// side unless the request says otherwise. A detector that cannot be loaded is listed with the reason. Takes the asked
/// length a detector. Errors: FIELD_INVALID. Reentrant.
absl::Status benchDetectors(const analyzer::v1::BenchDetectorsRequest& request, const detect::DetectorOptions& inUse,
                            int threads, analyzer::v1::BenchDetectorsResponse& response);

}  // namespace cameramonit::pipeline
