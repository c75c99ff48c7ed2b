#include "analyzer/detect/shared_detector.h"

#include <gtest/gtest.h>

#include <thread>

#include "common/base/status.h"

namespace cameramonit::detect {
namespace {

/// Notes which pictures it is given; a picture's brightness says whose it is. Looks at nothing while it is held.
class NotingDetector final : public Detector {
 public:
  explicit NotingDetector(int batch = 1) : batch_(batch) {}

  absl::StatusOr<std::vector<Detections>> detect(std::span<const cv::Mat> pictures) override {
    absl::MutexLock lock(&mutex_);
    std::vector<int>& run = runs_.emplace_back();
    for (const cv::Mat& picture : pictures) run.push_back(picture.at<std::uint8_t>(0, 0));
    ++entered_;
    mutex_.Await(absl::Condition(
        +[](bool* held) { return !*held; }, &held_));
    std::vector<Detections> results;
    for (const int owner : run) results.push_back({{{0, 0, 1, 1}, static_cast<float>(owner) / 255, "person"}});
    return results;
  }
  float trustedScore() const override { return 0.4F; }
  cv::Size inputSize() const override { return {8, 8}; }
  int batchSize() const override { return batch_; }
  std::string describe() const override { return "noting"; }

  void hold(bool held) {
    absl::MutexLock lock(&mutex_);
    held_ = held;
  }
  void awaitRuns(int runs) {
    absl::MutexLock lock(&mutex_);
    const auto there = [&] { return entered_ >= runs; };
    mutex_.Await(absl::Condition(&there));
  }
  std::vector<std::vector<int>> runs() {
    absl::MutexLock lock(&mutex_);
    return runs_;
  }

 private:
  const int batch_;
  absl::Mutex mutex_;
  bool held_ = false;
  int entered_ = 0;
  std::vector<std::vector<int>> runs_;
};

cv::Mat pictureOf(int owner) {
  return {8, 8, CV_8UC3, cv::Scalar::all(owner)};
}

std::vector<cv::Mat> picturesOf(int owner, int count) {
  return std::vector<cv::Mat>(static_cast<std::size_t>(count), pictureOf(owner));
}

TEST(SharedDetector, EveryoneGetsTheirOwnResults) {
  NotingDetector noting;
  SharedDetector shared(noting, 2);
  std::vector<std::jthread> callers;
  for (int owner = 1; owner <= 4; ++owner) {
    callers.emplace_back([&shared, owner] {
      const auto line = shared.openLine();
      for (int i = 0; i < 50; ++i) {
        const auto found = line->detect(picturesOf(owner, 2));
        ASSERT_TRUE(found.ok());
        ASSERT_EQ(found->size(), 2U);
        EXPECT_FLOAT_EQ(found->back().front().score, static_cast<float>(owner) / 255);
      }
    });
  }
}

TEST(SharedDetector, ABusyChannelDoesNotMakeAQuietOneWait) {
  NotingDetector noting;
  SharedDetector shared(noting, 1);
  const auto busy = shared.openLine();
  const auto quiet = shared.openLine();
  noting.hold(true);
  std::jthread many([&] { EXPECT_TRUE(busy->detect(picturesOf(1, 20)).ok()); });
  noting.awaitRuns(1);
  std::jthread one([&] { EXPECT_TRUE(quiet->detect(picturesOf(2, 1)).ok()); });
  // The quiet one stands in line before anything more is looked at.
  while (shared.waiting() < 20) std::this_thread::yield();
  noting.hold(false);
  one.join();
  many.join();
  const auto runs = noting.runs();
  ASSERT_EQ(runs.size(), 21U);
  EXPECT_TRUE(runs[1].front() == 2 || runs[2].front() == 2);
}

TEST(SharedDetector, LooksAtSeveralLinesTogetherWhereTheModelCan) {
  NotingDetector noting(4);
  SharedDetector shared(noting, 1);
  const auto first = shared.openLine();
  noting.hold(true);
  std::jthread blocking([&] { EXPECT_TRUE(first->detect(picturesOf(9, 1)).ok()); });
  noting.awaitRuns(1);
  std::vector<std::jthread> callers;
  for (int owner = 1; owner <= 3; ++owner) {
    callers.emplace_back([&shared, owner] { EXPECT_TRUE(shared.openLine()->detect(picturesOf(owner, 1)).ok()); });
  }
  while (shared.waiting() < 3) std::this_thread::yield();
  noting.hold(false);
  blocking.join();
  callers.clear();
  const auto runs = noting.runs();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[1].size(), 3U);
}

}  // namespace
}  // namespace cameramonit::detect
