#include "common/log/logger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/base/secret.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::log {
namespace {

class Lines final : public Logger::Sink {
 public:
  explicit Lines(std::vector<std::string>& lines) : lines_(lines) {}
  void write(Level, std::string_view line) override { lines_.emplace_back(line); }

 private:
  std::vector<std::string>& lines_;
};

class LoggerTest : public ::testing::Test {
 protected:
  Logger make(Logger::Options options) { return {options, clock_, std::make_unique<Lines>(lines_)}; }
  testing::FakeClock clock_;
  std::vector<std::string> lines_;
};

TEST_F(LoggerTest, TextLineHasTimeLevelEventAndFields) {
  make({}).warn("stream.reconnect", {{"camera", "front door"}, {"attempt", 3}, {"ok", false}});
  ASSERT_EQ(lines_.size(), 1U);
  EXPECT_EQ(lines_[0], "2026-11-23T14:30:00.000Z warn stream.reconnect camera=\"front door\" attempt=3 ok=false");
}

TEST_F(LoggerTest, JsonLineParsesWhateverIsInIt) {
  make({.format = Format::kJson}).info("x", {{"name", "a\"b\nc\xff"}});
  const auto json = nlohmann::json::parse(lines_.at(0));
  EXPECT_EQ(json["event"], "x");
  EXPECT_EQ(json["name"], "a\"b\nc\xEF\xBF\xBD");
}

TEST_F(LoggerTest, NewlinesCannotForgeALine) {
  make({}).info("login", {{"user", "eve\n2026-11-23 info login user=admin"}});
  EXPECT_THAT(lines_.at(0), ::testing::Not(::testing::HasSubstr("\n")));
}

TEST_F(LoggerTest, LeavesOutBelowTheLevel) {
  make({.level = Level::kWarn}).info("x");
  EXPECT_TRUE(lines_.empty());
}

TEST_F(LoggerTest, BoundsTheRateAndTellsWhatWasLeftOut) {
  Logger logger = make({.perSecond = 2});
  for (int i = 0; i < 10; ++i) logger.info("flood");
  logger.info("other");
  EXPECT_EQ(lines_.size(), 3U);
  clock_.advance(absl::Seconds(1));
  logger.info("flood");
  EXPECT_THAT(lines_.back(), ::testing::HasSubstr("left_out=8"));
}

TEST_F(LoggerTest, SecretsDoNotConvertToFields) {
  static_assert(!std::is_constructible_v<Field, std::string_view, base::Secret<std::string>>);
}

}  // namespace
}  // namespace cameramonit::log
