#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/detect/detector.h"
#include "analyzer/detect/detector_description.h"
#include "analyzer/detect/inference_session.h"
#include "analyzer/detect/output_decoder.h"
#include "analyzer/detect/picture_input.h"

namespace cameramonit::detect {

/// A detector made of a network and the description of how to use it. Thread-safe.
class ModelDetector final : public Detector {
 public:
  ModelDetector(DetectorDescription description, std::unique_ptr<InferenceSession> session);

  absl::StatusOr<std::vector<Detections>> detect(std::span<const cv::Mat> pictures) override;
  float trustedScore() const override { return description_.trustedScore; }
  cv::Size inputSize() const override { return description_.input.size; }
  int batchSize() const override { return description_.input.batch; }
  std::string describe() const override { return description_.name + " on " + session_->runtime(); }

 private:
  /// At most batchSize() pictures, in one run.
  absl::Status detectTogether(std::span<const cv::Mat> pictures, Tensor& input, std::vector<Detections>& results);
  absl::StatusOr<Detections> read(const std::vector<Tensor>& outputs, const InputMapping& mapping) const;

  const DetectorDescription description_;
  const std::unique_ptr<InferenceSession> session_;
  const std::unique_ptr<OutputDecoder> decoder_;
  const std::vector<std::string> outputNames_;
};

}  // namespace cameramonit::detect
