#include "server/chat/understand/civil_time.h"

#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

// Clocks go back from 3:00 to 2:00 on 25 October 2026 and forward from 2:00 to 3:00 on 28 March 2027.
CivilClock autumn() {
  return CivilClock(timeOf("2026-10-26T12:00:00+01:00"), warsaw());
}
CivilClock spring() {
  return CivilClock(timeOf("2027-03-29T12:00:00+02:00"), warsaw());
}

TEST(CivilClockTest, ADayOfTheClockChangeHasItsOwnLength) {
  const absl::CivilDay october(2026, 10, 25);
  const absl::CivilDay march(2027, 3, 28);
  EXPECT_EQ(autumn().startOf(october + 1) - autumn().startOf(october), absl::Hours(25));
  EXPECT_EQ(spring().startOf(march + 1) - spring().startOf(march), absl::Hours(23));
}

TEST(CivilClockTest, AClockTimeOfThatDayIsTheOneOnTheWall) {
  EXPECT_EQ(autumn().at(absl::CivilDay(2026, 10, 25), 18 * 60), timeOf("2026-10-25T18:00:00+01:00"));
  EXPECT_EQ(spring().at(absl::CivilDay(2027, 3, 28), 18 * 60), timeOf("2027-03-28T18:00:00+02:00"));
}

TEST(CivilClockTest, ASkippedClockTimeIsTheMomentOfTheSkip) {
  EXPECT_EQ(spring().at(absl::CivilDay(2027, 3, 28), 2 * 60 + 30), timeOf("2027-03-28T03:00:00+02:00"));
}

TEST(CivilClockTest, ARepeatedClockTimeIsTheFirstOfTheTwo) {
  EXPECT_EQ(autumn().at(absl::CivilDay(2026, 10, 25), 2 * 60 + 30), timeOf("2026-10-25T02:30:00+02:00"));
}

TEST(CivilClockTest, MinutesBeyondMidnightLieOnTheNextDay) {
  EXPECT_EQ(autumn().at(absl::CivilDay(2026, 10, 24), 29 * 60), timeOf("2026-10-25T05:00:00+01:00"));
}

TEST(CivilClockTest, AWeekdayIsTheLastOneBeforeTodayOrTheNextAfter) {
  const CivilClock monday(timeOf("2026-11-23T15:30:00+01:00"), warsaw());
  EXPECT_EQ(monday.weekday(absl::Weekday::monday, false), absl::CivilDay(2026, 11, 16));
  EXPECT_EQ(monday.weekday(absl::Weekday::monday, true), absl::CivilDay(2026, 11, 30));
  EXPECT_EQ(monday.weekday(absl::Weekday::sunday, false), absl::CivilDay(2026, 11, 22));
}

TEST(CivilClockTest, DatesLookBackUnlessTheyAreToCome) {
  const CivilClock clock(timeOf("2026-11-23T15:30:00+01:00"), warsaw());
  EXPECT_EQ(clock.date(12, 24, 0, false), absl::CivilDay(2025, 12, 24));
  EXPECT_EQ(clock.date(12, 24, 0, true), absl::CivilDay(2026, 12, 24));
  EXPECT_EQ(clock.date(2, 30, 0, false), std::nullopt);
  EXPECT_EQ(clock.date(13, 1, 0, false), std::nullopt);
  EXPECT_EQ(clock.dayOfMonth(31, false), absl::CivilDay(2026, 10, 31));
  EXPECT_EQ(clock.dayOfMonth(23, false), absl::CivilDay(2026, 11, 23));
}

}  // namespace
}  // namespace cameramonit::chat
