#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "analyzer/detect/tensor.h"

namespace cameramonit::detect {

/// One loaded network, whatever runs it. Thread-safe.
class InferenceSession {
 public:
  virtual ~InferenceSession() = default;

  /// Runs the network once and returns `outputs` in the order asked for. INTERNAL when it fails, e.g. because the
  /// input's shape is not the model's.
  virtual absl::StatusOr<std::vector<Tensor>> run(const Tensor& input, const std::vector<std::string>& outputs) = 0;

  /// Names and version of what runs it, e.g. "ONNX Runtime 1.28.2".
  virtual std::string runtime() const = 0;
};

}  // namespace cameramonit::detect
