#include "analyzer/ledger/ledger_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <gmock/gmock.h>

#include "analyzer/ledger/ledger.h"

namespace cameramonit::ledger {
namespace {

using ::testing::ElementsAre;

class LedgerFileTest : public ::testing::Test {
 protected:
  LedgerFileTest() {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ("ledger_" + std::to_string(::getpid()) + "_" +
                                                       ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
  }
  ~LedgerFileTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "ledger"; }
  static Span span(int from, int to, Sight sight, Reason reason = Reason::kNone) {
    return {absl::FromUnixSeconds(1000 + from), absl::FromUnixSeconds(1000 + to), sight, reason};
  }

  std::filesystem::path folder_;
};

TEST_F(LedgerFileTest, WhatWasPutIsLoaded) {
  {
    LedgerFile store(file());
    ASSERT_TRUE(store.put(span(0, 10, Sight::kSeen)).ok());
    ASSERT_TRUE(store.put(span(0, 20, Sight::kSeen)).ok());
    ASSERT_TRUE(store.put(span(20, 25, Sight::kBlind, Reason::kOffline)).ok());
  }
  LedgerFile again(file());
  EXPECT_THAT(*again.load(absl::InfinitePast()),
              ElementsAre(span(0, 20, Sight::kSeen), span(20, 25, Sight::kBlind, Reason::kOffline)));
}

TEST_F(LedgerFileTest, CutOffAnywhereItKeepsWhatIsWhole) {
  LedgerFile store(file());
  ASSERT_TRUE(store.put(span(0, 10, Sight::kSeen)).ok());
  const auto whole = std::filesystem::file_size(file());
  ASSERT_TRUE(store.put(span(10, 20, Sight::kGated)).ok());
  for (auto size = std::filesystem::file_size(file()) - 1; size-- > whole;) {
    std::filesystem::resize_file(file(), size);
    LedgerFile cut(file());
    EXPECT_THAT(*cut.load(absl::InfinitePast()), ElementsAre(span(0, 10, Sight::kSeen))) << size;
  }
  ASSERT_TRUE(store.put(span(10, 30, Sight::kGated)).ok());
  EXPECT_THAT(*store.load(absl::InfinitePast()), ElementsAre(span(0, 10, Sight::kSeen), span(10, 30, Sight::kGated)));
}

TEST_F(LedgerFileTest, RubbishIsSkippedAndHolesAreBlind) {
  {
    LedgerFile store(file());
    ASSERT_TRUE(store.put(span(0, 10, Sight::kSeen)).ok());
  }
  std::ofstream(file(), std::ios::app) << "\n\nnothing\n1 2 seen - 00000000\n";
  LedgerFile store(file());
  ASSERT_TRUE(store.put(span(30, 40, Sight::kGated)).ok());
  EXPECT_THAT(*store.load(absl::InfinitePast()),
              ElementsAre(span(0, 10, Sight::kSeen), span(10, 30, Sight::kBlind, Reason::kNotRunning),
                          span(30, 40, Sight::kGated)));
}

TEST_F(LedgerFileTest, ItDoesNotGrowForEver) {
  LedgerFile store(file());
  for (int i = 1; i <= 2000; ++i) ASSERT_TRUE(store.put(span(0, i, Sight::kSeen)).ok());
  EXPECT_THAT(*store.load(absl::InfinitePast()), ElementsAre(span(0, 2000, Sight::kSeen)));
  EXPECT_LT(std::filesystem::file_size(file()), 200);
}

TEST_F(LedgerFileTest, ALineThatWasChangedIsNoLine) {
  const std::string line = LedgerFile::lineOf(span(0, 10, Sight::kBlind, Reason::kOverloaded));
  const std::string bare = line.substr(0, line.size() - 1);
  EXPECT_EQ(LedgerFile::parse(bare), span(0, 10, Sight::kBlind, Reason::kOverloaded));
  for (std::size_t i = 0; i < bare.size(); ++i) {
    std::string changed = bare;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_EQ(LedgerFile::parse(changed), std::nullopt) << changed;
  }
}

}  // namespace
}  // namespace cameramonit::ledger
