#include "analyzer/detect/detector_description.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <nlohmann/json.hpp>

#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

using nlohmann::json;

json minimal() {
  return {{"name", "mine"},
          {"model", "mine.onnx"},
          {"input", {{"name", "images"}, {"width", 640}, {"height", 384}, {"resize", "letterbox"}}},
          {"output", {{"form", "table"}, {"name", "output0"}, {"candidates", "columns"}}},
          {"classes", {"person", "", "car"}}};
}

/// The message that a wrong description gets; "" when it is taken.
std::string complaint(const json& description) {
  const auto parsed = parseDescription(description.dump());
  if (parsed.ok()) return "";
  EXPECT_EQ(base::reasonName(base::errorReason(parsed.status())), "MODEL_INVALID");
  return std::string(parsed.status().message());
}

TEST(DetectorDescription, ShippedOnesAreWhole) {
  for (const char* name : {"nanodet", "ssdlite"}) {
    const auto description = loadDescription(name);
    ASSERT_TRUE(description.ok()) << description.status();
    EXPECT_EQ(description->name, name);
    EXPECT_NE(std::find(description->classes.begin(), description->classes.end(), "person"),
              description->classes.end());
  }
  EXPECT_EQ(loadDescription("nanodet")->classes.size(), 80U);
  EXPECT_EQ(loadDescription("ssdlite")->classes.size(), 90U);
}

TEST(DetectorDescription, AMinimalOneHasDefaults) {
  const auto description = parseDescription(minimal().dump());
  ASSERT_TRUE(description.ok()) << description.status();
  EXPECT_EQ(description->input.size, cv::Size(640, 384));
  EXPECT_EQ(description->input.resize, InputDescription::Resize::kLetterbox);
  EXPECT_EQ(description->input.order, InputDescription::ChannelOrder::kRgb);
  const auto& table = std::get<TableOutput>(description->output);
  EXPECT_TRUE(table.candidatesAreColumns);
  EXPECT_FALSE(table.normalised);
}

TEST(DetectorDescription, ComplaintsNameTheKey) {
  json wrong = minimal();
  wrong["clases"] = json::array();
  EXPECT_NE(complaint(wrong).find("clases"), std::string::npos);
  wrong = minimal();
  wrong["input"]["width"] = 0;
  EXPECT_NE(complaint(wrong).find("width"), std::string::npos);
  wrong = minimal();
  wrong["output"]["form"] = "magic";
  EXPECT_NE(complaint(wrong).find("distribution"), std::string::npos);
  wrong = minimal();
  wrong.erase("classes");
  EXPECT_NE(complaint(wrong).find("classes"), std::string::npos);
  wrong = minimal();
  wrong["input"]["deviation"] = {1, 0, 1};
  EXPECT_NE(complaint(wrong).find("deviation"), std::string::npos);
  wrong = minimal();
  wrong["trusted_score"] = 45;
  EXPECT_NE(complaint(wrong).find("trusted_score"), std::string::npos);
  EXPECT_FALSE(parseDescription("not json").ok());
}

TEST(DetectorDescription, AFilesModelIsRelativeToTheFile) {
  const auto folder = std::filesystem::path(testing::TempDir());
  const auto file = folder / "mine.json";
  std::ofstream(file) << minimal().dump();
  const auto description = loadDescription(file.string());
  std::remove(file.c_str());
  ASSERT_TRUE(description.ok()) << description.status();
  EXPECT_EQ(description->model, folder / "mine.onnx");
}

TEST(DetectorDescription, AnUnknownNameIsMissing) {
  EXPECT_EQ(base::reasonName(base::errorReason(loadDescription("no-such-detector").status())), "MODEL_MISSING");
}

}  // namespace
}  // namespace cameramonit::detect
