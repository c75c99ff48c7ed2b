#include "analyzer/detect/model_detector.h"

#include <algorithm>
#include <utility>

#include "analyzer/detect/picture_input.h"
#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

cv::Rect2f scaleAboutCentre(const cv::Rect2f& box, const cv::Size2f& scale) {
  const cv::Size2f size(box.width * scale.width, box.height * scale.height);
  return {box.x + (box.width - size.width) / 2, box.y + (box.height - size.height) / 2, size.width, size.height};
}

/// What a run over `count` pictures says of one of them.
absl::StatusOr<std::vector<Tensor>> entryOf(const std::vector<Tensor>& outputs, std::size_t entry, std::size_t count) {
  std::vector<Tensor> own;
  for (const Tensor& output : outputs) {
    if (output.shape.empty() || output.shape[0] != static_cast<std::int64_t>(count)) {
      return base::internalError("The model's output does not have a picture an entry.", {{"output", output.name}});
    }
    const std::size_t size = output.values.size() / count;
    Tensor& tensor = own.emplace_back();
    tensor.name = output.name;
    tensor.shape = output.shape;
    tensor.shape[0] = 1;
    const auto first = output.values.begin() + static_cast<std::ptrdiff_t>(entry * size);
    tensor.values.assign(first, first + static_cast<std::ptrdiff_t>(size));
  }
  return own;
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
  while (!pictures.empty()) {
    const std::size_t together = std::min(pictures.size(), static_cast<std::size_t>(description_.input.batch));
    CAMERAMONIT_RETURN_IF_ERROR(detectTogether(pictures.first(together), input, results));
    pictures = pictures.subspan(together);
  }
  return results;
}

absl::Status ModelDetector::detectTogether(std::span<const cv::Mat> pictures, Tensor& input,
                                           std::vector<Detections>& results) {
  input.values.clear();
  std::vector<InputMapping> mappings;
  for (const cv::Mat& picture : pictures) mappings.push_back(appendInput(picture, description_.input, input));
  CAMERAMONIT_ASSIGN_OR_RETURN(const std::vector<Tensor> outputs, session_->run(input, outputNames_));
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    std::vector<Tensor> own;
    if (mappings.size() > 1) {
      CAMERAMONIT_ASSIGN_OR_RETURN(own, entryOf(outputs, i, mappings.size()));
    }
    CAMERAMONIT_ASSIGN_OR_RETURN(Detections found, read(own.empty() ? outputs : own, mappings[i]));
    results.push_back(std::move(found));
  }
  return absl::OkStatus();
}

absl::StatusOr<Detections> ModelDetector::read(const std::vector<Tensor>& outputs, const InputMapping& mapping) const {
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
