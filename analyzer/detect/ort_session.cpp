#include "analyzer/detect/ort_session.h"

#include <functional>
#include <numeric>
#include <utility>

#include "common/base/status.h"

namespace cameramonit::detect {

OrtInferenceSession::OrtInferenceSession(std::shared_ptr<const OrtLibrary> library)
    : library_(std::move(library)),
      environment_(library_, ort::kReleaseEnv),
      memory_(library_, ort::kReleaseMemoryInfo),
      session_(library_, ort::kReleaseSession) {}

absl::StatusOr<std::unique_ptr<InferenceSession>> OrtInferenceSession::open(std::shared_ptr<const OrtLibrary> library,
                                                                            const std::filesystem::path& model,
                                                                            int threads) {
  std::unique_ptr<OrtInferenceSession> session(new OrtInferenceSession(std::move(library)));
  if (absl::Status loaded = session->load(model, threads); !loaded.ok()) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_INVALID, std::string(loaded.message()),
                                    {{"model", model.string()}});
  }
  return session;
}

absl::Status OrtInferenceSession::load(const std::filesystem::path& model, int threads) {
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kCreateEnv, ort::kLogErrors, "cameramonit", environment_.out()));
  OrtOwned<OrtSessionOptions> options(library_, ort::kReleaseSessionOptions);
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kCreateSessionOptions, options.out()));
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kSetIntraOpThreads, options.get(), threads));
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kSetInterOpThreads, options.get(), 1));
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kSetGraphOptimizationLevel, options.get(), ort::kAllOptimizations));
  // Threads that spin while they wait would burn the cores that decode.
  CAMERAMONIT_RETURN_IF_ERROR(
      library_->check(ort::kAddSessionConfig, options.get(), "session.intra_op.allow_spinning", "0"));
  CAMERAMONIT_RETURN_IF_ERROR(
      library_->check(ort::kCreateSession, environment_.get(), model.c_str(), options.get(), session_.out()));
  return library_->check(ort::kCreateCpuMemoryInfo, ort::kArenaAllocator, ort::kDefaultMemory, memory_.out());
}

absl::StatusOr<std::vector<Tensor>> OrtInferenceSession::run(const Tensor& input,
                                                             const std::vector<std::string>& outputs) {
  OrtOwned<OrtValue> inputValue(library_, ort::kReleaseValue);
  // The API wants a mutable pointer for inputs too; it does not write to it.
  auto* data = const_cast<float*>(input.values.data());
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kCreateTensorWithData, memory_.get(), data,
                                              input.values.size() * sizeof(float), input.shape.data(),
                                              input.shape.size(), ort::kFloatElements, inputValue.out()));
  const char* inputName = input.name.c_str();
  const OrtValue* inputs = inputValue.get();
  std::vector<const char*> names;
  names.reserve(outputs.size());
  for (const std::string& output : outputs) names.push_back(output.c_str());
  std::vector<OrtValue*> raw(outputs.size(), nullptr);
  const absl::Status ran = library_->check(ort::kRun, session_.get(), nullptr, &inputName, &inputs, 1, names.data(),
                                           names.size(), raw.data());
  std::vector<OrtOwned<OrtValue>> values;
  for (OrtValue* value : raw) {
    values.emplace_back(library_, ort::kReleaseValue);
    *values.back().out() = value;
  }
  CAMERAMONIT_RETURN_IF_ERROR(ran);

  std::vector<Tensor> results;
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAMERAMONIT_ASSIGN_OR_RETURN(Tensor result, readOutput(outputs[i], values[i].get()));
    results.push_back(std::move(result));
  }
  return results;
}

absl::StatusOr<Tensor> OrtInferenceSession::readOutput(const std::string& name, OrtValue* value) const {
  OrtOwned<OrtTensorTypeAndShapeInfo> info(library_, ort::kReleaseTypeAndShape);
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kGetTypeAndShape, value, info.out()));
  int elementType = 0;
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kGetElementType, info.get(), &elementType));
  if (elementType != ort::kFloatElements) {
    return base::internalError("The model's output is not of type float.", {{"output", name}});
  }
  std::size_t rank = 0;
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kGetRank, info.get(), &rank));
  Tensor tensor;
  tensor.name = name;
  tensor.shape.resize(rank);
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kGetShape, info.get(), tensor.shape.data(), rank));
  void* data = nullptr;
  CAMERAMONIT_RETURN_IF_ERROR(library_->check(ort::kGetTensorData, value, &data));
  const auto count = std::accumulate(tensor.shape.begin(), tensor.shape.end(), std::int64_t{1}, std::multiplies<>());
  const auto* floats = static_cast<const float*>(data);
  tensor.values.assign(floats, floats + count);
  return tensor;
}

}  // namespace cameramonit::detect
