#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <opencv2/core/types.hpp>

#include "analyzer/detect/detector_description.h"
#include "analyzer/detect/tensor.h"

namespace cameramonit::detect {

/// A raw answer of a network, before duplicates are removed.
struct Candidate {
  cv::Rect2f inputBox;  ///< pixels of the network's input
  float score = 0;
  int classIndex = 0;  ///< into DetectorDescription::classes
};

/// Reads a network's outputs. Reentrant.
class OutputDecoder {
 public:
  virtual ~OutputDecoder() = default;

  /// The outputs to ask the network for.
  virtual std::vector<std::string> outputNames() const = 0;

  /// All candidates that reach the description's least score. `outputs` are in the order of outputNames(). INTERNAL
  /// when a shape is not what the description says.
  virtual absl::StatusOr<std::vector<Candidate>> decode(const std::vector<Tensor>& outputs) const = 0;
};

std::unique_ptr<OutputDecoder> makeOutputDecoder(const DetectorDescription& description);

}  // namespace cameramonit::detect
