#include "server/eval/clear_mot.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::eval {
namespace {

struct Reference {
  const char* sequence;
  double mota, motp, idf1;  // per cent, as published with the MOTChallenge development kit
};

class PublishedFigures : public testing::TestWithParam<Reference> {};

TEST_P(PublishedFigures, AreReproduced) {
  const std::filesystem::path folder =
      std::filesystem::path(CAMERAMONIT_SOURCE_DIR) / "../shared/data/gt" / GetParam().sequence;
  std::ifstream truthFile(folder / "gt.txt");
  std::ifstream resultFile(folder / "test.txt");
  if (!truthFile || !resultFile) GTEST_SKIP() << "The reference tracks are not on this machine: " << folder;
  const auto truth = readMotFile(truthFile, true);
  const auto result = readMotFile(resultFile, false);
  ASSERT_TRUE(truth.ok() && result.ok());

  const TrackingFigures figures = evaluateTracking(*truth, *result);

  constexpr double kRounding = 0.05;
  EXPECT_NEAR(100 * figures.mota, GetParam().mota, kRounding);
  EXPECT_NEAR(100 * figures.motp, GetParam().motp, kRounding);
  EXPECT_NEAR(100 * figures.idf1, GetParam().idf1, kRounding);
}

INSTANTIATE_TEST_SUITE_P(Tud, PublishedFigures,
                         testing::Values(Reference{"TUD-Campus", 52.6, 72.3, 55.8},
                                         Reference{"TUD-Stadtmitte", 56.4, 65.4, 64.5}));

BoxesByFrame boxes(const std::string& text, bool groundTruth = true) {
  std::istringstream in(text);
  auto read = readMotFile(in, groundTruth);
  EXPECT_TRUE(read.ok()) << read.status();
  return *read;
}

TEST(ClearMot, PerfectTracksScoreOne) {
  const BoxesByFrame truth = boxes("1,1,0,0,10,20,1\n2,1,5,0,10,20,1\n2,2,50,0,10,20,1\n");
  const TrackingFigures figures = evaluateTracking(truth, truth);
  EXPECT_DOUBLE_EQ(figures.mota, 1);
  EXPECT_DOUBLE_EQ(figures.motp, 1);
  EXPECT_DOUBLE_EQ(figures.idf1, 1);
  EXPECT_EQ(figures.idSwitches, 0);
}

TEST(ClearMot, ChangedIdIsASwitchAndHalvesTheIdentity) {
  const TrackingFigures figures =
      evaluateTracking(boxes("1,1,0,0,10,20,1\n2,1,0,0,10,20,1\n"), boxes("1,7,0,0,10,20,1\n2,8,0,0,10,20,1\n", false));
  EXPECT_EQ(figures.idSwitches, 1);
  EXPECT_DOUBLE_EQ(figures.mota, 0.5);
  EXPECT_DOUBLE_EQ(figures.idf1, 0.5);
}

TEST(ClearMot, MissesAndFalseBoxesBothCount) {
  const TrackingFigures figures =
      evaluateTracking(boxes("1,1,0,0,10,20,1\n1,2,100,0,10,20,1\n"), boxes("1,1,0,0,10,20,1\n1,2,300,0,10,20,1\n"));
  EXPECT_EQ(figures.misses, 1);
  EXPECT_EQ(figures.falseBoxes, 1);
  EXPECT_DOUBLE_EQ(figures.recall, 0.5);
  EXPECT_DOUBLE_EQ(figures.precision, 0.5);
  EXPECT_DOUBLE_EQ(figures.mota, 0);
}

TEST(MotFile, TruthLeavesOutRowsOfNoConfidence) {
  EXPECT_TRUE(boxes("1,1,0,0,10,20,0,-1,-1,-1\n").empty());
  EXPECT_EQ(boxes("1,1,0,0,10,20,0,-1,-1,-1\n", false).size(), 1U);
}

TEST(MotFile, WrongLineIsNamed) {
  std::istringstream in("1,1,0,0,10,20,1\n1,zwei,0,0,10,20,1\n");
  const auto read = readMotFile(in, true);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(base::errorDetails(read.status()).facts.at("line"), "2");
}

}  // namespace
}  // namespace cameramonit::eval
