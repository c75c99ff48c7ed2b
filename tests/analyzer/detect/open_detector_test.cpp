#include "analyzer/detect/open_detector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

using Runtime = DetectorOptions::Runtime;

ModelStore store() {
  const ModelStore found = ModelStore::find();
  if (std::filesystem::exists(found.onnxRuntime())) return found;
  return {std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "build" / "deps"};
}

/// A photograph of people, from Debian's opencv-doc.
cv::Mat streetPicture() {
  return cv::imread("/usr/share/doc/opencv-doc/examples/data/basketball1.png");
}

class OpenDetectorTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(store().models() / "nanodet.onnx")) GTEST_SKIP() << "The models are not fetched.";
    picture_ = streetPicture();
    if (picture_.empty()) GTEST_SKIP() << "opencv-doc is not installed.";
  }

  absl::StatusOr<std::unique_ptr<Detector>> open(const std::string& name, Runtime runtime) {
    DetectorOptions options;
    options.name = name;
    options.runtime = runtime;
    options.store = store();
    return openDetector(options);
  }

  /// People in the picture that are trusted.
  static Detections people(Detector& detector, const cv::Mat& picture) {
    auto found = detector.detect({&picture, 1});
    EXPECT_TRUE(found.ok()) << found.status();
    if (!found.ok()) return {};
    Detections trusted;
    std::copy_if(found->front().begin(), found->front().end(), std::back_inserter(trusted), [&](const Detection& one) {
      return one.objectClass == "person" && one.score >= detector.trustedScore();
    });
    return trusted;
  }

  cv::Mat picture_;
};

TEST_F(OpenDetectorTest, ShippedDetectorsSeeThePlayers) {
  for (const char* name : {"nanodet", "ssdlite"}) {
    const auto detector = open(name, Runtime::kOnnxRuntime);
    ASSERT_TRUE(detector.ok()) << detector.status();
    const Detections found = people(**detector, picture_);
    ASSERT_GE(found.size(), 1U) << name;
    for (const Detection& person : found) EXPECT_GT(person.box.height, person.box.width) << name;
  }
}

TEST_F(OpenDetectorTest, SeveralThreadsMayAskAtOnce) {
  const auto detector = open("ssdlite", Runtime::kOnnxRuntime);
  ASSERT_TRUE(detector.ok()) << detector.status();
  const Detections expected = people(**detector, picture_);
  std::vector<std::thread> threads;
  std::vector<Detections> found(3);
  for (Detections& mine : found) threads.emplace_back([&] { mine = people(**detector, picture_); });
  for (std::thread& thread : threads) thread.join();
  for (const Detections& one : found) {
    ASSERT_EQ(one.size(), expected.size());
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].box, expected[i].box);
  }
}

TEST_F(OpenDetectorTest, BrokenWeightsAreNamed) {
  DetectorOptions options;
  options.store.folder = std::filesystem::path(testing::TempDir()) / "broken-models";
  std::filesystem::create_directories(options.store.models());
  EXPECT_EQ(base::reasonName(base::errorReason(openDetector(options).status())), "MODEL_MISSING");
  std::filesystem::copy_file(store().models() / "nanodet.onnx", options.store.models() / "nanodet.onnx");
  std::filesystem::resize_file(options.store.models() / "nanodet.onnx", 1000);
  EXPECT_EQ(base::reasonName(base::errorReason(openDetector(options).status())), "MODEL_INVALID");
  std::filesystem::remove_all(options.store.folder);
}

}  // namespace
}  // namespace cameramonit::detect
