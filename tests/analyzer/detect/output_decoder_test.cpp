#include "analyzer/detect/output_decoder.h"

#include <gtest/gtest.h>

namespace cameramonit::detect {
namespace {

DetectorDescription description(decltype(DetectorDescription::output) output) {
  DetectorDescription result;
  result.input.size = {32, 32};
  result.output = std::move(output);
  result.classes = {"person", "", "car"};
  result.leastScore = 0.5F;
  return result;
}

Tensor tensor(std::vector<std::int64_t> shape, float fill = 0) {
  std::size_t count = 1;
  for (const std::int64_t side : shape) count *= static_cast<std::size_t>(side);
  return {"", std::move(shape), std::vector<float>(count, fill)};
}

TEST(OutputDecoder, DistributionsAreExpectationsInStrides) {
  DistributionOutput output;
  output.strides = {16};
  output.scores = {"scores"};
  output.boxes = {"boxes"};
  output.bins = 3;
  const auto decoder = makeOutputDecoder(description(output));
  EXPECT_EQ(decoder->outputNames(), (std::vector<std::string>{"scores", "boxes"}));
  Tensor scores = tensor({4, 3});  // a grid of 2 × 2 cells
  Tensor boxes = tensor({4, 12});
  scores.values[3 * 3 + 2] = 0.9F;   // the last cell holds a car
  constexpr float kCertain = 50;     // logit
  const int bins[4] = {0, 1, 2, 1};  // left, top, right, bottom
  for (int edge = 0; edge < 4; ++edge) boxes.values[3 * 12 + edge * 3 + bins[edge]] = kCertain;
  const auto candidates = decoder->decode({scores, boxes});
  ASSERT_TRUE(candidates.ok()) << candidates.status();
  ASSERT_EQ(candidates->size(), 1U);
  EXPECT_EQ(candidates->front().classIndex, 2);
  EXPECT_EQ(candidates->front().inputBox, cv::Rect2f(24, 8, 32, 32));
}

TEST(OutputDecoder, BoxesAndScoresAreCornersInShares) {
  const auto decoder = makeOutputDecoder(description(BoxesAndScoresOutput{"boxes", "scores"}));
  Tensor boxes = tensor({2, 1, 4});
  boxes.values = {0.25F, 0.5F, 0.75F, 1.0F, 0, 0, 1, 1};
  Tensor scores = tensor({2, 3});
  scores.values = {0.8F, 0.1F, 0.2F, 0.1F, 0.9F, 0.2F};  // the second is of the ignored class
  const auto candidates = decoder->decode({boxes, scores});
  ASSERT_TRUE(candidates.ok()) << candidates.status();
  ASSERT_EQ(candidates->size(), 1U);
  EXPECT_EQ(candidates->front().inputBox, cv::Rect2f(16, 8, 16, 16));
}

TEST(OutputDecoder, TablesComeInRowsOrColumns) {
  TableOutput rows;
  rows.name = "out";
  rows.objectness = true;
  Tensor table = tensor({1, 2, 8});
  table.values = {16, 16, 8, 4, 0.9F, 0.8F, 0, 0, 16, 16, 8, 4, 0.2F, 0.8F, 0, 0};
  auto candidates = makeOutputDecoder(description(rows))->decode({table});
  ASSERT_TRUE(candidates.ok());
  ASSERT_EQ(candidates->size(), 1U) << "a low objectness must lower the score";
  EXPECT_EQ(candidates->front().inputBox, cv::Rect2f(12, 14, 8, 4));
  EXPECT_NEAR(candidates->front().score, 0.72, 1e-5);

  TableOutput columns;
  columns.name = "out";
  columns.candidatesAreColumns = true;
  columns.boxForm = TableOutput::BoxForm::kCorners;
  columns.normalised = true;
  Tensor turned = tensor({1, 7, 2});
  turned.values = {0, 0.5F, 0, 0.5F, 1, 1, 1, 1, 0.1F, 0.1F, 0, 0, 0.1F, 0.7F};
  candidates = makeOutputDecoder(description(columns))->decode({turned});
  ASSERT_TRUE(candidates.ok());
  ASSERT_EQ(candidates->size(), 1U);
  EXPECT_EQ(candidates->front().inputBox, cv::Rect2f(16, 16, 16, 16));
  EXPECT_EQ(candidates->front().classIndex, 2);
}

TEST(OutputDecoder, LogitsGetASigmoid) {
  DetectorDescription logits = description(TableOutput{.name = "out"});
  logits.scoresAreLogits = true;
  Tensor table = tensor({1, 1, 7});
  table.values = {16, 16, 8, 4, 0, -9, -9};
  const auto candidates = makeOutputDecoder(logits)->decode({table});
  ASSERT_EQ(candidates->size(), 1U);
  EXPECT_FLOAT_EQ(candidates->front().score, 0.5F);
}

TEST(OutputDecoder, AnotherShapeIsAnError) {
  const auto decoder = makeOutputDecoder(description(BoxesAndScoresOutput{"boxes", "scores"}));
  EXPECT_EQ(decoder->decode({tensor({2, 4}), tensor({2, 5})}).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(makeOutputDecoder(description(TableOutput{.name = "out"}))->decode({tensor({1, 3, 5})}).status().code(),
            absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace cameramonit::detect
