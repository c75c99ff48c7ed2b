#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <absl/status/statusor.h>
#include <opencv2/core/types.hpp>

namespace cameramonit::detect {

/// How a picture becomes the network's input: scaled to `size`, then (value - mean) / deviation a channel, planes
/// first (NCHW).
struct InputDescription {
  enum class ChannelOrder { kBgr, kRgb };
  enum class Resize {
    kStretch,    ///< both sides to the input's, proportions change
    kLetterbox,  ///< proportions stay, the rest is filled with grey
  };
  std::string name;
  cv::Size size;
  ChannelOrder order = ChannelOrder::kBgr;
  Resize resize = Resize::kStretch;
  int batch = 1;  ///< pictures that the network takes at once; above 1 its outputs have them as first dimension
  std::array<float, 3> mean{0, 0, 0};       ///< in the network's channel order, of values 0..255
  std::array<float, 3> deviation{1, 1, 1};  ///< likewise
};

/// Box edges as distributions over bins, one grid of cells a stride (Generalized Focal Loss; NanoDet).
/// Scores are [cells, classes], boxes [cells, 4 × bins] in the order left, top, right, bottom.
struct DistributionOutput {
  std::vector<int> strides;
  std::vector<std::string> scores;  ///< one output a stride
  std::vector<std::string> boxes;   ///< one output a stride
  int bins = 0;
};

/// Boxes decoded by the network itself (SSD): boxes [n, 4] as ymin, xmin, ymax, xmax in 0..1, scores [n, classes].
struct BoxesAndScoresOutput {
  std::string boxes;
  std::string scores;
};

/// One table (YOLO and its relatives): a candidate is 4 box values, an objectness where the model has one, and a score
/// a class.
struct TableOutput {
  enum class BoxForm { kCentreSize, kCorners };
  std::string name;
  bool candidatesAreColumns = false;  ///< [values, n] instead of [n, values]
  BoxForm boxForm = BoxForm::kCentreSize;
  bool normalised = false;  ///< boxes are in 0..1 instead of input pixels
  bool objectness = false;
};

/// Everything that is needed to use an ONNX object detector. Read from a JSON file; docs/reference/detectors.md
/// describes it key by key.
struct DetectorDescription {
  std::string name;
  std::filesystem::path model;  ///< .onnx; relative to the description's folder, or to the folder of fetched models
  InputDescription input;
  std::variant<DistributionOutput, BoxesAndScoresOutput, TableOutput> output;
  bool scoresAreLogits = false;      ///< a sigmoid is applied
  std::vector<std::string> classes;  ///< by index; empty names are ignored classes
  float leastScore = 0.2F;           ///< candidates below are not even looked at
  float trustedScore = 0.45F;        ///< see Detector::trustedScore
  float mostOverlap = 0.5F;          ///< see suppressDuplicates
  cv::Size2f boxScale{1, 1};         ///< corrects boxes that a model draws too large or small, about their centre
};

/// Reads a description. Errors: MODEL_INVALID, naming the key that is missing, unknown or out of range. Reentrant.
absl::StatusOr<DetectorDescription> parseDescription(std::string_view json);

/// A description that is part of the product ("nanodet", "ssdlite"), or the file at `nameOrPath`; a model path in a
/// file is relative to the file. Errors: MODEL_MISSING, MODEL_INVALID. Reentrant.
absl::StatusOr<DetectorDescription> loadDescription(const std::string& nameOrPath);

}  // namespace cameramonit::detect
