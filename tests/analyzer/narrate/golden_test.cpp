// Facts and the sentences that were read and found right by people. After a change of wording:
//   CAMERAMONIT_GOLDEN_UPDATE=1 analyzer_narrate_test --gtest_filter='Golden*', then read the difference.
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/analyzer/narrate/golden_facts.h"

namespace cameramonit::narrate {
namespace {

using Json = nlohmann::ordered_json;

const std::string kFolder = std::string(CAMERAMONIT_SOURCE_DIR) + "/tests/data/narrate/";

class GoldenTest : public testing::TestWithParam<const char*> {};

TEST_P(GoldenTest, FactsGiveTheseSentences) {
  const std::string path = kFolder + GetParam() + ".jsonl";
  std::ifstream in(path);
  ASSERT_TRUE(in) << path;
  const bool update = std::getenv("CAMERAMONIT_GOLDEN_UPDATE") != nullptr;  // NOLINT(concurrency-mt-unsafe)
  std::string text, updated;
  for (int number = 1; std::getline(in, text); ++number) {
    Json line = Json::parse(text);
    const Sentence said = sayGolden(nlohmann::json(line));
    if (update) {
      line["pl"] = said.pl;
      line["en"] = said.en;
      updated += line.dump() + "\n";
      continue;
    }
    EXPECT_EQ(said.pl, line.value("pl", "")) << GetParam() << ".jsonl:" << number;
    EXPECT_EQ(said.en, line.value("en", "")) << GetParam() << ".jsonl:" << number;
  }
  if (update) std::ofstream(path) << updated;
}

INSTANTIATE_TEST_SUITE_P(Files, GoldenTest, testing::Values("events", "passages", "summaries"),
                         [](const auto& test) { return std::string(test.param); });

TEST(GoldenFiles, HoldAtLeastTwoHundredDifferentFacts) {
  std::set<std::string> facts;
  for (const char* name : {"events", "passages", "summaries"}) {
    std::ifstream in(kFolder + name + ".jsonl");
    for (std::string text; std::getline(in, text);) {
      Json line = Json::parse(text);
      line.erase("pl");
      line.erase("en");
      facts.insert(line.dump());
    }
  }
  EXPECT_GE(facts.size(), 200U);
}

}  // namespace
}  // namespace cameramonit::narrate
