#include "analyzer/detect/model_detector.h"

#include <utility>

#include "analyzer/detect/picture_input.h"
#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

cv::Rect2f scaleAboutCentre(const cv::Rect2f& box, const cv::Size2f& scale) {
  const cv::Size2f size(box.width * scale.width, box.height * scale.height);
  return {box.x + (box.width - size.width) / 2, box.y + (box.height - size.height) / 2, size.width, size.height};
}

}  // namespace

ModelDetector::ModelDetector(DetectorDescription description, std::unique_ptr<InferenceSession> session)
    : description_(std::move(description)),
      session_(std::move(session)),
      decoder_(makeOutputDecoder(description_)),
      outputNames_(decoder_->outputNames()) {}

absl::StatusOr<std::vector<Detections>> ModelDetector::detect(std::span<const cv::Mat> pictures) {
  std::vector<Detections> results;
  results.reserve(pictures.size());
  Tensor input;
  for (const cv::Mat& picture : pictures) {
    CAMERAMONIT_ASSIGN_OR_RETURN(Detections found, detectOne(picture, input));
    results.push_back(std::move(found));
  }
  return results;
}

absl::StatusOr<Detections> ModelDetector::detectOne(const cv::Mat& picture, Tensor& input) {
  const InputMapping mapping = makeInput(picture, description_.input, input);
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Tensor> outputs, session_->run(input, outputNames_));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, decoder_->decode(outputs));
  Detections detections;
  for (const Candidate& candidate : candidates) {
    const cv::Rect2f box = mapping.toPicture(candidate.inputBox);
    if (!(box.width > 0 && box.height > 0)) continue;
    detections.push_back({box, candidate.score, description_.classes[candidate.classIndex]});
  }
  // Duplicates are found among the boxes as the model drew them; the correction would change their overlaps.
  detections = suppressDuplicates(std::move(detections), description_.mostOverlap);
  for (Detection& detection : detections) detection.box = scaleAboutCentre(detection.box, description_.boxScale);
  return detections;
}

}  // namespace cameramonit::detect
