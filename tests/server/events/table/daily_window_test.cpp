#include "server/events/table/daily_window.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::events {
namespace {

v1::DailyWindow window(int start, int end, const std::string& zone = "Europe/Warsaw") {
  v1::DailyWindow out;
  out.set_start_minute(start);
  out.set_end_minute(end);
  out.set_time_zone(zone);
  return out;
}

class DailyWindowTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(absl::LoadTimeZone("Europe/Warsaw", &warsaw_)); }
  absl::Time at(int month, int day, int hour, int minute = 0) {
    return absl::FromCivil(absl::CivilMinute(2024, month, day, hour, minute), warsaw_);
  }
  absl::TimeZone warsaw_;
};

TEST_F(DailyWindowTest, CoversEveryDayAndIsClippedToTheRange) {
  const auto spans = dailySpans(window(18 * 60, 20 * 60), at(5, 1, 19), at(5, 3, 19));
  ASSERT_TRUE(spans.ok());
  EXPECT_EQ(*spans, (std::vector<TimeSpan>{
                        {at(5, 1, 19), at(5, 1, 20)}, {at(5, 2, 18), at(5, 2, 20)}, {at(5, 3, 18), at(5, 3, 19)}}));
}

TEST_F(DailyWindowTest, OverMidnightItBeginsTheDayBefore) {
  const auto spans = dailySpans(window(22 * 60, 5 * 60), at(5, 1, 0), at(5, 2, 0));
  EXPECT_EQ(*spans, (std::vector<TimeSpan>{{at(5, 1, 0), at(5, 1, 5)}, {at(5, 1, 22), at(5, 2, 0)}}));
}

TEST_F(DailyWindowTest, OnTheNightOfTheChangeItIsAnHourShorterOrLonger) {
  const auto spring = dailySpans(window(0, 6 * 60), at(3, 31, 0), at(4, 1, 0));
  EXPECT_EQ((*spring)[0].second - (*spring)[0].first, absl::Hours(5));
  const auto autumn = dailySpans(window(0, 6 * 60), at(10, 27, 0), at(10, 28, 0));
  EXPECT_EQ((*autumn)[0].second - (*autumn)[0].first, absl::Hours(7));
}

TEST_F(DailyWindowTest, TheSameStartAndEndIsTheWholeDay) {
  const auto spans = dailySpans(window(6 * 60, 6 * 60), at(5, 1, 6), at(5, 3, 6));
  EXPECT_EQ(*spans, (std::vector<TimeSpan>{{at(5, 1, 6), at(5, 2, 6)}, {at(5, 2, 6), at(5, 3, 6)}}));
}

TEST_F(DailyWindowTest, WhatMakesNoSenseIsRefused) {
  for (const auto& bad : {window(-1, 5), window(0, 1441), window(0, 1, "Nowhere/Land")}) {
    EXPECT_EQ(base::errorReason(dailySpans(bad, at(5, 1, 0), at(5, 2, 0)).status()),
              type::v1::ERROR_REASON_FIELD_INVALID);
  }
  EXPECT_FALSE(dailySpans(window(0, 1), absl::UnixEpoch(), at(5, 1, 0)).ok());
}

}  // namespace
}  // namespace cameramonit::events
