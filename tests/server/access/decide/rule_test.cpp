#include "server/access/decide/rule.h"

#include <gtest/gtest.h>

#include "server/access/decide/view.h"

namespace cameramonit::access {
namespace {

absl::TimeZone warsaw() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Europe/Warsaw", &zone);
  return zone;
}

absl::Time local(int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilSecond(2026, 10, day, hour, minute, 0), warsaw());
}

Rule rule(v1::Weekday day, int start, int end) {
  v1::Grant grant;
  grant.set_resource("projects/home");
  v1::WeeklyHours& hours = *grant.add_weekly_hours();
  hours.add_days(day);
  hours.set_start_minute(start);
  hours.set_end_minute(end);
  return ruleOf(grant, warsaw());
}

TEST(Rule, HoursFollowTheClockOfTheProject) {
  const Rule office = rule(v1::WEEKDAY_MONDAY, 8 * 60, 16 * 60);
  EXPECT_FALSE(isActive(office, local(26, 7, 59)));
  EXPECT_TRUE(isActive(office, local(26, 8, 0)));
  EXPECT_TRUE(isActive(office, local(26, 15, 59)));
  EXPECT_FALSE(isActive(office, local(26, 16, 0)));
  EXPECT_FALSE(isActive(office, local(27, 9, 0)));
  EXPECT_EQ(nextChange(office, local(26, 7, 0)), local(26, 8, 0));
  EXPECT_EQ(nextChange(office, local(26, 9, 0)), local(26, 16, 0));
}

TEST(Rule, ANightGoesOnIntoTheNextDayAndTheNextWeek) {
  const Rule night = rule(v1::WEEKDAY_SUNDAY, 22 * 60, 6 * 60);
  EXPECT_TRUE(isActive(night, local(25, 23, 0)));
  EXPECT_TRUE(isActive(night, local(26, 5, 59)));
  EXPECT_FALSE(isActive(night, local(26, 6, 0)));
  EXPECT_FALSE(isActive(night, local(25, 5, 0)));
}

TEST(Rule, AnHourThatComesTwiceCountsTwice) {
  // On 2026-10-25 the clock goes from 3:00 back to 2:00.
  const Rule early = rule(v1::WEEKDAY_SUNDAY, 2 * 60, 3 * 60);
  const absl::Time first = absl::FromUnixSeconds(1'792'888'200);  // 00:30 UTC, 2:30 in summer time
  EXPECT_TRUE(isActive(early, first));
  EXPECT_TRUE(isActive(early, first + absl::Hours(1)));
  EXPECT_FALSE(isActive(early, first + absl::Hours(2)));
}

TEST(Rule, NamesOfProjectsAndChannelsAreCutOutExactly) {
  EXPECT_EQ(projectOf("projects/home"), "projects/home");
  EXPECT_EQ(projectOf("projects/home/channels/gate/events/1"), "projects/home");
  EXPECT_EQ(channelOf("projects/home/channels/gate/events/1"), "projects/home/channels/gate");
  EXPECT_EQ(channelOf("projects/home/channels/gate"), "projects/home/channels/gate");
  for (const char* none : {"", "projects", "projects/", "cameras/x", "projects//channels/x"}) {
    EXPECT_EQ(projectOf(none), "") << none;
  }
  for (const char* none : {"projects/home", "projects/home/channels", "projects/home/channels/", "projects/a/x/b"}) {
    EXPECT_EQ(channelOf(none), "") << none;
  }
}

TEST(View, AGrantOnAProjectIsNoneOnItsNamesake) {
  auto person = std::make_shared<Person>();
  v1::Grant grant;
  grant.set_resource("projects/home");
  person->rules.push_back(ruleOf(grant, absl::UTCTimeZone()));
  const View view(person, absl::UnixEpoch());
  EXPECT_TRUE(view.may(policy::v1::Policy::RIGHT_SEE, "projects/home/channels/gate"));
  EXPECT_FALSE(view.may(policy::v1::Policy::RIGHT_SEE, "projects/home2/channels/gate"));
  EXPECT_FALSE(view.may(policy::v1::Policy::RIGHT_RECORDINGS, "projects/home/channels/gate"));
}

TEST(View, TheWholeNeedsAGrantThatHidesNothing) {
  auto person = std::make_shared<Person>();
  v1::Grant grant;
  grant.set_resource("projects/home/channels/gate");
  grant.mutable_events()->add_object_classes("person");
  person->rules.push_back(ruleOf(grant, absl::UTCTimeZone()));
  const View some(person, absl::UnixEpoch());
  EXPECT_TRUE(some.may(policy::v1::Policy::RIGHT_SEE, grant.resource()));
  EXPECT_FALSE(some.mayWhole(policy::v1::Policy::RIGHT_SEE, grant.resource()));
  grant.clear_events();
  auto other = std::make_shared<Person>(*person);
  other->rules.push_back(ruleOf(grant, absl::UTCTimeZone()));
  const View all(other, absl::UnixEpoch());
  EXPECT_TRUE(all.mayWhole(policy::v1::Policy::RIGHT_SEE, grant.resource()));
  EXPECT_FALSE(all.mayWhole(policy::v1::Policy::RIGHT_SEE, "projects/home"));
}

}  // namespace
}  // namespace cameramonit::access
