// Models that cmake/setup/tfjs2onnx made, run by ONNX Runtime, against what TensorFlow.js computed from their sources.

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "analyzer/detect/ort_session.h"

namespace cameramonit::detect {
namespace {

const std::string kFolder = CAMERAMONIT_SOURCE_DIR "/tests/setup/tfjs2onnx/";
const std::string kConverter = CAMERAMONIT_SOURCE_DIR "/cmake/setup/tfjs2onnx/main.js";

/// Largest |actual - expected| / (1 + |expected|) that passes: single precision, summed in another order.
constexpr double kTolerance = 2e-5;

/// The picture that make_golden.mjs fed to TensorFlow.js.
Tensor picture(int rows, int columns) {
  Tensor tensor{.name = "input", .shape = {1, 3, rows, columns}, .values = {}};
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < rows; ++y) {
      for (int x = 0; x < columns; ++x) {
        tensor.values.push_back(static_cast<float>(std::sin(0.7 * c + 0.31 * y) + std::cos(0.23 * x - 0.05 * y * c)));
      }
    }
  }
  return tensor;
}

void expectGolden(const std::string& model, const std::string& goldenFile, const Tensor& input) {
  const auto golden = nlohmann::json::parse(std::ifstream(goldenFile));
  std::vector<std::string> names;
  for (const auto& [name, values] : golden.items()) names.push_back(name);

  auto library = OrtLibrary::load(CAMERAMONIT_DEPS "/onnxruntime/libonnxruntime.so");
  ASSERT_TRUE(library.ok()) << library.status();
  auto session = OrtInferenceSession::open(*library, model, 1);
  ASSERT_TRUE(session.ok()) << session.status();
  const auto outputs = (*session)->run(input, names);
  ASSERT_TRUE(outputs.ok()) << outputs.status();

  for (size_t i = 0; i < names.size(); ++i) {
    SCOPED_TRACE(names[i]);
    const Tensor& output = (*outputs)[i];
    EXPECT_EQ(output.shape, golden[names[i]]["shape"].get<std::vector<std::int64_t>>());
    const auto samples = golden[names[i]]["samples"].get<std::vector<double>>();
    const size_t step = golden[names[i]]["step"];
    ASSERT_GT(output.values.size(), (samples.size() - 1) * step);
    double worst = 0;
    for (size_t k = 0; k < samples.size(); ++k) {
      worst = std::max(worst, std::abs(output.values[k * step] - samples[k]) / (1 + std::abs(samples[k])));
    }
    EXPECT_LT(worst, kTolerance);
  }
}

TEST(Tfjs2onnxTest, EveryOperatorComputesWhatTensorFlowComputes) {
  expectGolden(SAMPLE_MODEL, kFolder + "sample/golden.json", picture(9, 12));
}

TEST(Tfjs2onnxTest, NanoDetComputesWhatItsSourceComputes) {
  expectGolden(CAMERAMONIT_DEPS "/models/nanodet.onnx", kFolder + "nanodet_golden.json", picture(416, 416));
}

TEST(Tfjs2onnxTest, SsdLiteComputesWhatItsSourceComputes) {
  expectGolden(CAMERAMONIT_DEPS "/models/ssdlite.onnx", kFolder + "ssdlite_golden.json", picture(300, 300));
}

struct Ran {
  int exitCode = 0;
  std::string output;
};

Ran convert(const std::string& graph) {
  const std::string folder = ::testing::TempDir();
  const std::string model = folder + "tfjs2onnx_test.json";
  std::ofstream(model) << R"({"weightsManifest": [], "modelTopology": {"node": )" << graph << "}}";
  const std::string command = std::string(NODE) + " '" + kConverter + "' '" + model + "' '" + folder +
                              "tfjs2onnx_test.onnx' --output out=last 2>&1";
  Ran ran;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 256> line;
  while (fgets(line.data(), line.size(), pipe) != nullptr) ran.output += line.data();
  ran.exitCode = WEXITSTATUS(pclose(pipe));
  return ran;
}

TEST(Tfjs2onnxTest, AnUnknownOperatorIsNamed) {
  const Ran ran = convert(R"([{"name": "last", "op": "Cumsum", "input": []}])");
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_THAT(ran.output, ::testing::HasSubstr("last: no translation for Cumsum"));
}

TEST(Tfjs2onnxTest, AMissingNodeIsNamed) {
  const Ran ran = convert(R"([{"name": "last", "op": "Sigmoid", "input": ["elsewhere"]}])");
  EXPECT_EQ(ran.exitCode, 1);
  EXPECT_THAT(ran.output, ::testing::HasSubstr("the graph has no node elsewhere"));
}

}  // namespace
}  // namespace cameramonit::detect
