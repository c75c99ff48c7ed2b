#include "analyzer/detect/output_decoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <absl/strings/str_join.h>

#include "analyzer/detect/best_class.h"
#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

absl::Status wrongShape(const Tensor& tensor) {
  return base::internalError("The model's output has another shape than its description says.",
                             {{"output", tensor.name}, {"shape", absl::StrJoin(tensor.shape, "x")}});
}

/// Decodes Generalized Focal Loss heads (https://arxiv.org/abs/2006.04388): an edge's distance from the cell's centre
/// is the expectation of a softmax over bins, in strides.
class DistributionDecoder final : public OutputDecoder {
 public:
  DistributionDecoder(const DetectorDescription& description, DistributionOutput output)
      : inputSize_(description.input.size), bestClass_(description), output_(std::move(output)) {}

  std::vector<std::string> outputNames() const override {
    std::vector<std::string> names = output_.scores;
    names.insert(names.end(), output_.boxes.begin(), output_.boxes.end());
    return names;
  }

  absl::StatusOr<std::vector<Candidate>> decode(const std::vector<Tensor>& outputs) const override {
    std::vector<Candidate> candidates;
    const std::size_t strideCount = output_.strides.size();
    for (std::size_t i = 0; i < strideCount; ++i) {
      const Tensor& scores = outputs[i];
      const Tensor& boxes = outputs[strideCount + i];
      const int stride = output_.strides[i];
      const int columns = (inputSize_.width + stride - 1) / stride;
      const int rows = (inputSize_.height + stride - 1) / stride;
      const std::size_t cells = static_cast<std::size_t>(columns) * rows;
      if (scores.values.size() != cells * bestClass_.classCount()) return wrongShape(scores);
      if (boxes.values.size() != cells * 4 * output_.bins) return wrongShape(boxes);
      for (std::size_t cell = 0; cell < cells; ++cell) {
        const auto pick = bestClass_.pick(scores.values.data() + cell * bestClass_.classCount());
        if (pick.score <= 0) continue;
        const cv::Point2f centre((static_cast<float>(cell % columns) + 0.5F) * stride,
                                 (static_cast<float>(cell / columns) + 0.5F) * stride);
        candidates.push_back(
            {boxAround(centre, boxes.values.data() + cell * 4 * output_.bins, stride), pick.score, pick.classIndex});
      }
    }
    return candidates;
  }

 private:
  cv::Rect2f boxAround(const cv::Point2f& centre, const float* edges, int stride) const {
    std::array<float, 4> distance{};
    for (float& value : distance) {
      value = expectation(edges) * stride;
      edges += output_.bins;
    }
    const auto [left, top, right, bottom] = distance;
    return {centre.x - left, centre.y - top, left + right, top + bottom};
  }

  float expectation(const float* logits) const {
    const float largest = *std::max_element(logits, logits + output_.bins);
    float sum = 0;
    float weighted = 0;
    for (int bin = 0; bin < output_.bins; ++bin) {
      const float weight = std::exp(logits[bin] - largest);
      sum += weight;
      weighted += weight * bin;
    }
    return weighted / sum;
  }

  const cv::Size inputSize_;
  const BestClass bestClass_;
  const DistributionOutput output_;
};

class BoxesAndScoresDecoder final : public OutputDecoder {
 public:
  BoxesAndScoresDecoder(const DetectorDescription& description, BoxesAndScoresOutput output)
      : inputSize_(description.input.size), bestClass_(description), output_(std::move(output)) {}

  std::vector<std::string> outputNames() const override { return {output_.boxes, output_.scores}; }

  absl::StatusOr<std::vector<Candidate>> decode(const std::vector<Tensor>& outputs) const override {
    const Tensor& boxes = outputs[0];
    const Tensor& scores = outputs[1];
    const std::size_t count = boxes.values.size() / 4;
    if (boxes.values.size() % 4 != 0) return wrongShape(boxes);
    if (scores.values.size() != count * bestClass_.classCount()) return wrongShape(scores);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < count; ++i) {
      const auto pick = bestClass_.pick(scores.values.data() + i * bestClass_.classCount());
      if (pick.score <= 0) continue;
      const float* corners = boxes.values.data() + 4 * i;  // ymin, xmin, ymax, xmax
      const float top = corners[0] * inputSize_.height;
      const float left = corners[1] * inputSize_.width;
      const float bottom = corners[2] * inputSize_.height;
      const float right = corners[3] * inputSize_.width;
      candidates.push_back({{left, top, right - left, bottom - top}, pick.score, pick.classIndex});
    }
    return candidates;
  }

 private:
  const cv::Size inputSize_;
  const BestClass bestClass_;
  const BoxesAndScoresOutput output_;
};

class TableDecoder final : public OutputDecoder {
 public:
  TableDecoder(const DetectorDescription& description, TableOutput output)
      : inputSize_(description.input.size), bestClass_(description), output_(std::move(output)) {}

  std::vector<std::string> outputNames() const override { return {output_.name}; }

  absl::StatusOr<std::vector<Candidate>> decode(const std::vector<Tensor>& outputs) const override {
    const Tensor& table = outputs[0];
    const std::size_t width = 4 + (output_.objectness ? 1 : 0) + bestClass_.classCount();
    if (table.values.empty() || table.values.size() % width != 0) return wrongShape(table);
    const std::size_t count = table.values.size() / width;
    const std::size_t valueStep = output_.candidatesAreColumns ? count : 1;
    const std::size_t candidateStep = output_.candidatesAreColumns ? 1 : width;
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < count; ++i) {
      const float* values = table.values.data() + i * candidateStep;
      const float certainty = output_.objectness ? bestClass_.activate(values[4 * valueStep]) : 1;
      const std::size_t firstScore = output_.objectness ? 5 : 4;
      const auto pick = bestClass_.pick(values + firstScore * valueStep, valueStep, certainty);
      if (pick.score <= 0) continue;
      candidates.push_back({readBox(values, valueStep), pick.score, pick.classIndex});
    }
    return candidates;
  }

 private:
  cv::Rect2f readBox(const float* values, std::size_t step) const {
    const float scaleX = output_.normalised ? static_cast<float>(inputSize_.width) : 1;
    const float scaleY = output_.normalised ? static_cast<float>(inputSize_.height) : 1;
    const float a = values[0] * scaleX;
    const float b = values[step] * scaleY;
    const float c = values[2 * step] * scaleX;
    const float d = values[3 * step] * scaleY;
    if (output_.boxForm == TableOutput::BoxForm::kCorners) return {a, b, c - a, d - b};
    return {a - c / 2, b - d / 2, c, d};
  }

  const cv::Size inputSize_;
  const BestClass bestClass_;
  const TableOutput output_;
};

}  // namespace

std::unique_ptr<OutputDecoder> makeOutputDecoder(const DetectorDescription& description) {
  if (const auto* output = std::get_if<DistributionOutput>(&description.output)) {
    return std::make_unique<DistributionDecoder>(description, *output);
  }
  if (const auto* output = std::get_if<BoxesAndScoresOutput>(&description.output)) {
    return std::make_unique<BoxesAndScoresDecoder>(description, *output);
  }
  return std::make_unique<TableDecoder>(description, std::get<TableOutput>(description.output));
}

}  // namespace cameramonit::detect
