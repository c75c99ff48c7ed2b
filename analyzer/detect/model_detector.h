#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyzer/detect/detector.h"
#include "analyzer/detect/detector_description.h"
#include "analyzer/detect/inference_session.h"
#include "analyzer/detect/output_decoder.h"

namespace cameramonit::detect {

/// A detector made of a network and the description of how to use it. Thread-safe.
class ModelDetector final : public Detector {
 public:
  ModelDetector(DetectorDescription description, std::unique_ptr<InferenceSession> session);

  absl::StatusOr<std::vector<Detections>> detect(std::span<const cv::Mat> pictures) override;
  float trustedScore() const override { return description_.trustedScore; }
  cv::Size inputSize() const override { return description_.input.size; }
  std::string describe() const override { return description_.name + " on " + session_->runtime(); }

 private:
  absl::StatusOr<Detections> detectOne(const cv::Mat& picture, Tensor& input);

  const DetectorDescription description_;
  const std::unique_ptr<InferenceSession> session_;
  const std::unique_ptr<OutputDecoder> decoder_;
  const std::vector<std::string> outputNames_;
};

}  // namespace cameramonit::detect
