#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "analyzer/detect/inference_session.h"
#include "analyzer/detect/ort_library.h"

namespace cameramonit::detect {

/// A network run by ONNX Runtime on the CPU. Thread-safe: runs in parallel share the weights.
class OrtInferenceSession final : public InferenceSession {
 public:
  /// Loads `model` (.onnx). Each run uses `threads` threads at most, the caller's included, and they sleep between
  /// runs. Errors: MODEL_INVALID.
  static absl::StatusOr<std::unique_ptr<InferenceSession>> open(std::shared_ptr<const OrtLibrary> library,
                                                                const std::filesystem::path& model, int threads);

  absl::StatusOr<std::vector<Tensor>> run(const Tensor& input, const std::vector<std::string>& outputs) override;
  std::string runtime() const override { return "ONNX Runtime " + library_->version(); }

 private:
  explicit OrtInferenceSession(std::shared_ptr<const OrtLibrary> library);
  absl::Status load(const std::filesystem::path& model, int threads);
  absl::StatusOr<Tensor> readOutput(const std::string& name, OrtValue* value) const;

  std::shared_ptr<const OrtLibrary> library_;
  OrtOwned<OrtEnv> environment_;
  OrtOwned<OrtMemoryInfo> memory_;
  OrtOwned<OrtSession> session_;
};

}  // namespace cameramonit::detect
