#include "analyzer/detect/opencv_session.h"

#include <opencv2/core/utility.hpp>

#include "common/base/status.h"

namespace cameramonit::detect {

absl::StatusOr<std::unique_ptr<InferenceSession>> OpenCvInferenceSession::open(const std::filesystem::path& model) {
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(model.string());
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    return std::unique_ptr<InferenceSession>(new OpenCvInferenceSession(net));
  } catch (const cv::Exception& error) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_INVALID,
                                    std::string("OpenCV cannot load the model: ") + error.what(),
                                    {{"model", model.string()}});
  }
}

absl::StatusOr<std::vector<Tensor>> OpenCvInferenceSession::run(const Tensor& input,
                                                                const std::vector<std::string>& outputs) {
  const std::vector<int> shape(input.shape.begin(), input.shape.end());
  // OpenCV only reads its input, but its matrices cannot say so.
  const cv::Mat blob(shape, CV_32F, const_cast<float*>(input.values.data()));
  std::vector<cv::Mat> blobs;
  std::vector<Tensor> results;
  absl::MutexLock lock(&mutex_);
  try {
    net_.setInput(blob, input.name);
    const std::vector<cv::String> names(outputs.begin(), outputs.end());
    net_.forward(blobs, names);
  } catch (const cv::Exception& error) {
    return base::internalError(std::string("OpenCV dnn: ") + error.what());
  }
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    const cv::Mat& result = blobs[i];
    if (result.type() != CV_32F || !result.isContinuous()) {
      return base::internalError("The model's output is not of type float.", {{"output", outputs[i]}});
    }
    Tensor tensor;
    tensor.name = outputs[i];
    tensor.shape.assign(result.size.p, result.size.p + result.dims);
    tensor.values.assign(result.ptr<float>(), result.ptr<float>() + result.total());
    results.push_back(std::move(tensor));
  }
  return results;
}

std::string OpenCvInferenceSession::runtime() const {
  return "OpenCV " + cv::getVersionString();
}

}  // namespace cameramonit::detect
