#include "analyzer/detect/open_detector.h"

#include <system_error>
#include <utility>

#include "analyzer/detect/detector_description.h"
#include "analyzer/detect/model_detector.h"
#include "analyzer/detect/opencv_session.h"
#include "analyzer/detect/ort_library.h"
#include "analyzer/detect/ort_session.h"
#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

using Runtime = DetectorOptions::Runtime;

absl::StatusOr<std::unique_ptr<InferenceSession>> openSession(const DetectorOptions& options,
                                                              const std::filesystem::path& model) {
  if (options.runtime != Runtime::kOpenCv) {
    auto library = OrtLibrary::load(options.store.onnxRuntime());
    if (library.ok()) return OrtInferenceSession::open(*std::move(library), model, options.threads);
    if (options.runtime == Runtime::kOnnxRuntime) return library.status();
  }
  return OpenCvInferenceSession::open(model);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Detector>> openDetector(const DetectorOptions& options) {
  CAMERAMONIT_ASSIGN_OR_RETURN(DetectorDescription description, loadDescription(options.name));
  const auto model = description.model.is_absolute() ? description.model : options.store.models() / description.model;
  std::error_code error;
  if (!std::filesystem::is_regular_file(model, error)) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_MISSING,
                                    "The detector's weights are missing.", {{"model", model.string()}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(std::unique_ptr<InferenceSession> session, openSession(options, model));
  return std::make_unique<ModelDetector>(std::move(description), std::move(session));
}

}  // namespace cameramonit::detect
