#include "server/access/decide/coverage.h"

#include <gtest/gtest.h>

#include "tests/server/access/decide/naive_model.h"

namespace cameramonit::access {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'795'444'200);

v1::Grant grantOn(const std::string& resource) {
  v1::Grant grant;
  grant.set_subject("users/ala");
  grant.set_resource(resource);
  return grant;
}

Person manager(const v1::Grant& own) {
  Person person;
  person.roles = {type::v1::ROLE_MANAGER};
  person.rules.push_back(ruleOf(own, absl::UTCTimeZone()));
  return person;
}

bool gives(const v1::Grant& own, const v1::Grant& given) {
  return mayGive(manager(own), ruleOf(given, absl::UTCTimeZone()), kNow);
}

TEST(Coverage, AManagerGivesWhatHeHasAndLess) {
  v1::Grant own = grantOn("projects/home");
  own.add_rights(v1::GRANT_RIGHT_RECORDINGS);
  EXPECT_TRUE(gives(own, grantOn("projects/home")));
  EXPECT_TRUE(gives(own, grantOn("projects/home/channels/gate")));
  v1::Grant less = own;
  less.mutable_events()->add_object_classes("person");
  EXPECT_TRUE(gives(own, less));
  EXPECT_FALSE(gives(less, own));
  EXPECT_FALSE(gives(own, grantOn("projects/shop")));
  EXPECT_FALSE(gives(grantOn("projects/home/channels/gate"), grantOn("projects/home")));
}

TEST(Coverage, NoRightEndHourOrDepthBeyondHisOwn) {
  v1::Grant own = grantOn("projects/home");
  v1::Grant given = own;
  given.add_rights(v1::GRANT_RIGHT_EXPORT);
  EXPECT_FALSE(gives(own, given));

  own.mutable_until_time()->set_seconds(absl::ToUnixSeconds(kNow + absl::Hours(24)));
  EXPECT_FALSE(gives(own, grantOn("projects/home")));
  given = own;
  EXPECT_TRUE(gives(own, given));
  given.mutable_until_time()->set_seconds(given.until_time().seconds() + 1);
  EXPECT_FALSE(gives(own, given));

  own = grantOn("projects/home");
  own.mutable_look_back()->set_seconds(3600);
  EXPECT_FALSE(gives(own, grantOn("projects/home")));

  own = grantOn("projects/home");
  v1::WeeklyHours& hours = *own.add_weekly_hours();
  hours.add_days(v1::WEEKDAY_MONDAY);
  hours.set_start_minute(480);
  hours.set_end_minute(960);
  EXPECT_FALSE(gives(own, grantOn("projects/home")));
  EXPECT_TRUE(gives(own, own));
  given = own;
  given.mutable_weekly_hours(0)->set_end_minute(961);
  EXPECT_FALSE(gives(own, given));
}

TEST(Coverage, WhatIsOverGivesNothing) {
  v1::Grant own = grantOn("projects/home");
  own.mutable_until_time()->set_seconds(absl::ToUnixSeconds(kNow));
  v1::Grant given = own;
  EXPECT_FALSE(gives(own, given));
}

TEST(Coverage, NobodyButAdministratorsMakesAdministrators) {
  Person person = manager(grantOn("projects/home"));
  EXPECT_TRUE(mayGiveRole(person, type::v1::ROLE_CUSTOMER));
  EXPECT_TRUE(mayGiveRole(person, type::v1::ROLE_MANAGER));
  EXPECT_FALSE(mayGiveRole(person, type::v1::ROLE_INSTALLER));
  EXPECT_FALSE(mayGiveRole(person, type::v1::ROLE_ADMIN));
  person.roles = {type::v1::ROLE_ADMIN};
  EXPECT_TRUE(mayGiveRole(person, type::v1::ROLE_ADMIN));
  person.roles = {type::v1::ROLE_CUSTOMER};
  EXPECT_FALSE(mayGiveRole(person, type::v1::ROLE_CUSTOMER));
}

TEST(Coverage, AnAccountThatMayMoreIsLeftAlone) {
  const Person giver = manager(grantOn("projects/home"));
  Person other = manager(grantOn("projects/home/channels/gate"));
  other.roles = {type::v1::ROLE_CUSTOMER};
  EXPECT_TRUE(mayManage(giver, other, kNow));
  other.rules.push_back(ruleOf(grantOn("projects/shop"), absl::UTCTimeZone()));
  EXPECT_FALSE(mayManage(giver, other, kNow));
  Person administrator;
  administrator.roles = {type::v1::ROLE_ADMIN};
  EXPECT_FALSE(mayManage(giver, administrator, kNow));
  EXPECT_TRUE(mayManage(administrator, giver, kNow));
}

TEST(Coverage, WhatIsGivenNeverShowsMoreThanTheGiverSees) {
  WorldMaker make(42);
  int given = 0;
  for (int i = 0; i < 60'000; ++i) {
    NaiveWorld world = make.world();
    if (world.grants.size() < 2 || world.account.administrator) continue;
    for (v1::Grant& grant : world.grants) grant.set_subject("users/ala");
    const Rule own = ruleOf(world.grants[0], world.zone);
    const Rule other = ruleOf(world.grants[1], world.zone);
    if (!covers(own, other)) continue;
    ++given;
    NaiveWorld giver = world, taker = world;
    giver.grants = {world.grants[0]};
    taker.grants = {world.grants[1]};
    for (int r = 0; r < 20; ++r) {
      const auto right = make.right();
      const std::string channel = make.channel();
      const v1::EventFacts event = make.event();
      const absl::Time now = make.moment();
      if (naivelyMay(taker, right, channel, event, now)) {
        EXPECT_TRUE(naivelyMay(giver, right, channel, event, now));
      }
    }
  }
  EXPECT_GT(given, 50);
}

}  // namespace
}  // namespace cameramonit::access
