#pragma once

#include <memory>
#include <string>

#include <absl/status/statusor.h>

#include "analyzer/detect/detector.h"
#include "analyzer/detect/model_store.h"

namespace cameramonit::detect {

struct DetectorOptions {
  enum class Runtime {
    kBestAvailable,  ///< ONNX Runtime, or OpenCV where its library is missing
    kOnnxRuntime,
    kOpenCv,
  };
  std::string name = "nanodet";  ///< a shipped one ("nanodet", "ssdlite"), or the path of a description file
  Runtime runtime = Runtime::kBestAvailable;
  int threads = 1;  ///< of one detect() call; callers in parallel have as many each
  ModelStore store = ModelStore::find();
};

/// Loads a detector. Errors: MODEL_MISSING, MODEL_INVALID. Takes up to a second. Reentrant.
absl::StatusOr<std::unique_ptr<Detector>> openDetector(const DetectorOptions& options);

}  // namespace cameramonit::detect
