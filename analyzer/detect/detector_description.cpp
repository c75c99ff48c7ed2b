#include "analyzer/detect/detector_description.h"

#include <fstream>
#include <initializer_list>
#include <span>
#include <sstream>
#include <stdexcept>
#include <utility>

#include <absl/strings/str_cat.h>
#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::detect {

/// The descriptions that are compiled in: file name and contents.
std::span<const std::pair<std::string_view, std::string_view>> shippedDescriptions();

namespace {

using nlohmann::json;

/// What a wrong description is told. Thrown and caught within this file, since nlohmann's reader throws too.
class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void allowKeys(const json& object, const std::string& where, std::initializer_list<std::string_view> allowed) {
  if (!object.is_object()) throw Wrong(where + " must be an object");
  for (const auto& [key, value] : object.items()) {
    bool known = false;
    for (const std::string_view name : allowed) known = known || name == key;
    if (!known) throw Wrong(absl::StrCat(where, " has the unknown key \"", key, "\""));
  }
}

/// One of the named choices.
template <typename T>
T choice(const json& object, const char* key, std::initializer_list<std::pair<std::string_view, T>> choices) {
  const auto text = object.value(key, std::string(choices.begin()->first));
  std::string names;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    absl::StrAppend(&names, names.empty() ? "" : ", ", std::string(name));
  }
  throw Wrong(absl::StrCat("\"", key, "\" must be one of: ", names));
}

float inRange(const json& object, const char* key, float fallback, float least, float most) {
  const float value = object.value(key, fallback);
  if (!(value >= least && value <= most)) {
    throw Wrong(absl::StrCat("\"", key, "\" must be from ", least, " to ", most));
  }
  return value;
}

InputDescription readInput(const json& object) {
  using Input = InputDescription;
  allowKeys(object, "input", {"name", "width", "height", "channels", "resize", "batch", "mean", "deviation"});
  Input input;
  input.name = object.at("name");
  constexpr float kLargestSide = 4096;
  input.size.width = static_cast<int>(inRange(object, "width", 0, 1, kLargestSide));
  input.size.height = static_cast<int>(inRange(object, "height", 0, 1, kLargestSide));
  input.order = choice<Input::ChannelOrder>(object, "channels",
                                            {{"rgb", Input::ChannelOrder::kRgb}, {"bgr", Input::ChannelOrder::kBgr}});
  input.resize = choice<Input::Resize>(
      object, "resize", {{"stretch", Input::Resize::kStretch}, {"letterbox", Input::Resize::kLetterbox}});
  constexpr float kMostPictures = 64;
  input.batch = static_cast<int>(inRange(object, "batch", 1, 1, kMostPictures));
  input.mean = object.value("mean", input.mean);
  input.deviation = object.value("deviation", input.deviation);
  for (const float deviation : input.deviation) {
    if (!(deviation > 0)) throw Wrong("\"deviation\" must be above 0");
  }
  return input;
}

DistributionOutput readDistribution(const json& object) {
  allowKeys(object, "output", {"form", "strides", "scores", "boxes", "bins"});
  DistributionOutput output;
  output.strides = object.at("strides").get<std::vector<int>>();
  output.scores = object.at("scores").get<std::vector<std::string>>();
  output.boxes = object.at("boxes").get<std::vector<std::string>>();
  constexpr float kMostBins = 64;
  output.bins = static_cast<int>(inRange(object, "bins", 0, 1, kMostBins));
  if (output.strides.empty() || output.scores.size() != output.strides.size() ||
      output.boxes.size() != output.strides.size()) {
    throw Wrong("\"strides\", \"scores\" and \"boxes\" must have one entry a stride");
  }
  for (const int stride : output.strides) {
    if (stride < 1) throw Wrong("\"strides\" must be above 0");
  }
  return output;
}

BoxesAndScoresOutput readBoxesAndScores(const json& object) {
  allowKeys(object, "output", {"form", "boxes", "scores"});
  return {object.at("boxes"), object.at("scores")};
}

TableOutput readTable(const json& object) {
  allowKeys(object, "output", {"form", "name", "candidates", "box", "normalised", "objectness"});
  TableOutput output;
  output.name = object.at("name");
  output.candidatesAreColumns = choice<bool>(object, "candidates", {{"rows", false}, {"columns", true}});
  output.boxForm = choice<TableOutput::BoxForm>(
      object, "box", {{"centre-size", TableOutput::BoxForm::kCentreSize}, {"corners", TableOutput::BoxForm::kCorners}});
  output.normalised = object.value("normalised", false);
  output.objectness = object.value("objectness", false);
  return output;
}

DetectorDescription readDescription(const json& object) {
  allowKeys(object, "the description",
            {"name", "model", "input", "output", "activation", "classes", "least_score", "trusted_score",
             "most_overlap", "box_scale"});
  DetectorDescription description;
  description.name = object.at("name");
  description.model = object.at("model").get<std::string>();
  description.input = readInput(object.at("input"));
  const json& output = object.at("output");
  const std::string form = output.at("form");
  if (form == "distribution") {
    description.output = readDistribution(output);
  } else if (form == "boxes-and-scores") {
    description.output = readBoxesAndScores(output);
  } else if (form == "table") {
    description.output = readTable(output);
  } else {
    throw Wrong("\"form\" must be one of: distribution, boxes-and-scores, table");
  }
  description.scoresAreLogits = choice<bool>(object, "activation", {{"none", false}, {"sigmoid", true}});
  description.classes = object.at("classes").get<std::vector<std::string>>();
  if (description.classes.empty()) throw Wrong("\"classes\" must not be empty");
  description.leastScore = inRange(object, "least_score", description.leastScore, 0, 1);
  description.trustedScore = inRange(object, "trusted_score", description.trustedScore, 0, 1);
  description.mostOverlap = inRange(object, "most_overlap", description.mostOverlap, 0, 1);
  const auto scale = object.value("box_scale", std::array<float, 2>{1, 1});
  constexpr float kLeastScale = 0.25F;
  constexpr float kMostScale = 4;
  for (const float side : scale) {
    if (!(side >= kLeastScale && side <= kMostScale)) throw Wrong("\"box_scale\" must be from 0.25 to 4");
  }
  description.boxScale = {scale[0], scale[1]};
  return description;
}

}  // namespace

absl::StatusOr<DetectorDescription> parseDescription(std::string_view text) {
  const auto invalid = [](const std::string& why) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_INVALID,
                                    "The detector's description is wrong: " + why + ".");
  };
  try {
    return readDescription(json::parse(text));
  } catch (const Wrong& wrong) {
    return invalid(wrong.what());
  } catch (const json::exception& wrong) {
    return invalid(wrong.what());
  }
}

absl::StatusOr<DetectorDescription> loadDescription(const std::string& nameOrPath) {
  for (const auto& [file, contents] : shippedDescriptions()) {
    if (file == nameOrPath + ".json") return parseDescription(contents);
  }
  std::ifstream in(nameOrPath);
  std::stringstream contents;
  if (!in || !(contents << in.rdbuf())) {
    return base::failedPrecondition(base::ErrorReason::ERROR_REASON_MODEL_MISSING,
                                    "No detector of this name is shipped, and no description file is there.",
                                    {{"detector", nameOrPath}});
  }
  CAMERAMONIT_ASSIGN_OR_RETURN(DetectorDescription description, parseDescription(contents.str()));
  const auto folder = std::filesystem::absolute(nameOrPath).parent_path();
  if (description.model.is_relative()) description.model = folder / description.model;
  return description;
}

}  // namespace cameramonit::detect
