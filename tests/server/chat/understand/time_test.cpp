#include <gtest/gtest.h>

#include "tests/server/chat/understand/asking.h"

namespace cameramonit::chat {
namespace {

TEST(TimeTest, AMonthEndsInItsOwnOffset) {
  EXPECT_EQ(ask("ile aut w październiku").time, between("2026-10-01T00:00:00+02:00", "2026-11-01T00:00:00+01:00"));
}

TEST(TimeTest, ANightOverTheAutumnChangeLastsEightHours) {
  const Context context = asking("2026-10-25T12:00:00+01:00");
  const TimeRange night = ask("kto był w nocy?", context).time;
  EXPECT_EQ(night, between("2026-10-24T22:00:00+02:00", "2026-10-25T05:00:00+01:00"));
  EXPECT_EQ(*night.to - *night.from, absl::Hours(8));
}

TEST(TimeTest, ANightOverTheSpringChangeLastsSixHours) {
  const Context context = asking("2027-03-28T12:00:00+02:00");
  const TimeRange night = ask("who was there last night?", context).time;
  EXPECT_EQ(night, between("2027-03-27T22:00:00+01:00", "2027-03-28T05:00:00+02:00"));
  EXPECT_EQ(*night.to - *night.from, absl::Hours(6));
}

TEST(TimeTest, YesterdayOfTheSpringChangeIsAWholeDay) {
  const Context context = asking("2027-03-29T08:00:00+02:00");
  EXPECT_EQ(ask("co się działo wczoraj", context).time,
            between("2027-03-28T00:00:00+01:00", "2027-03-29T00:00:00+02:00"));
}

TEST(TimeTest, HoursBackAreHoursAndDaysBackAreDays) {
  const Context context = asking("2026-10-25T12:00:00+01:00");
  EXPECT_EQ(ask("cars in the last 24 hours", context).time,
            between("2026-10-24T13:00:00+02:00", "2026-10-25T12:00:00+01:00"));
  EXPECT_EQ(ask("cars in the last 2 days", context).time,
            between("2026-10-23T12:00:00+02:00", "2026-10-25T12:00:00+01:00"));
}

TEST(TimeTest, AnotherZoneHasItsOwnDays) {
  Context context = asking();
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Tokyo", &context.zone));
  EXPECT_EQ(ask("cars yesterday", context).time, between("2026-11-22T00:00:00+09:00", "2026-11-23T00:00:00+09:00"));
}

TEST(TimeTest, TheBareHourOfAnEnglishQuestionIsInTheAfternoon) {
  EXPECT_EQ(ask("was anyone at the gate after six?").time,
            between("2026-11-23T18:00:00+01:00", "2026-11-24T00:00:00+01:00"));
  EXPECT_EQ(ask("was anyone at the gate at 6 this morning?").time,
            between("2026-11-23T05:55:00+01:00", "2026-11-23T06:05:00+01:00"));
}

TEST(TimeTest, HoursOfEveryDayAreAWindow) {
  const Question question = ask("Daj znać, gdy ktoś wejdzie przez bramę między 22 a 6");
  EXPECT_EQ(question.time.daily, (DailyWindow{22 * 60, 6 * 60}));
  EXPECT_FALSE(question.time.from || question.time.to);
  const Question weekNights = ask("who was there last week at night?");
  EXPECT_EQ(weekNights.time.from, timeOf("2026-11-16T00:00:00+01:00"));
  EXPECT_EQ(weekNights.time.daily, (DailyWindow{22 * 60, 5 * 60}));
}

TEST(TimeTest, AStandingQuestionLooksAhead) {
  EXPECT_EQ(ask("powiadom mnie w sobotę, jeśli ktoś przyjdzie").time,
            between("2026-11-28T00:00:00+01:00", "2026-11-29T00:00:00+01:00"));
}

TEST(TimeTest, ImpossibleDatesAreNotInvented) {
  EXPECT_TRUE(ask("kto był 31.02?").time.unbounded());
  EXPECT_TRUE(ask("who was there on 30 February?").time.unbounded());
}

TEST(TimeTest, ADateMayHaveARomanMonth) {
  const TimeRange day = between("2026-11-12T00:00:00+01:00", "2026-11-13T00:00:00+01:00");
  EXPECT_EQ(ask("kto był 12 XI").time, day);
  EXPECT_EQ(ask("kto był 12 XI 2026").time, day);
}

TEST(TimeTest, ByDayIsWhatIsNotNight) {
  EXPECT_EQ(ask("who was here yesterday by day").time,
            between("2026-11-22T05:00:00+01:00", "2026-11-22T22:00:00+01:00"));
  const TimeRange daily = ask("daj znać, gdy za dnia ktoś wejdzie").time;
  ASSERT_TRUE(daily.daily);
  EXPECT_EQ(*daily.daily, (DailyWindow{300, 1320}));
}

TEST(TimeTest, TheHoursOfARangeLieInTheSameHalfOfTheDay) {
  EXPECT_EQ(ask("co było między 2 a 4 w nocy").time, between("2026-11-23T02:00:00+01:00", "2026-11-23T04:00:00+01:00"));
  EXPECT_EQ(ask("show me yesterday between noon and one").time,
            between("2026-11-22T12:00:00+01:00", "2026-11-22T13:00:00+01:00"));
}

}  // namespace
}  // namespace cameramonit::chat
