#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>
#include <opencv2/dnn.hpp>

#include "analyzer/detect/inference_session.h"

namespace cameramonit::detect {

/// A network run by OpenCV's dnn module: about half as fast as ONNX Runtime, but always there. Thread-safe: runs wait
/// for one another.
class OpenCvInferenceSession final : public InferenceSession {
 public:
  /// Loads `model` (.onnx). Errors: MODEL_INVALID.
  static absl::StatusOr<std::unique_ptr<InferenceSession>> open(const std::filesystem::path& model);

  absl::StatusOr<std::vector<Tensor>> run(const Tensor& input, const std::vector<std::string>& outputs) override
      ABSL_LOCKS_EXCLUDED(mutex_);
  std::string runtime() const override;

 private:
  explicit OpenCvInferenceSession(const cv::dnn::Net& net) : net_(net) {}  // a net is a handle

  absl::Mutex mutex_;
  cv::dnn::Net net_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cameramonit::detect
