#include <map>
#include <random>
#include <set>

#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

using Request = v1::CountEventsRequest;

class EventCountTest : public EventFixture {
 protected:
  std::string groupsOf(const v1::CountEventsResponse& counted) {
    std::string out;
    for (const auto& group : counted.groups()) {
      const std::string key =
          group.has_start_time() ? absl::FormatTime("%d.%H", sql::timeOf(true, group.start_time()), absl::UTCTimeZone())
                                 : group.key();
      absl::StrAppend(&out, key, "=", group.events(), "/", group.objects(), " ");
    }
    return out;
  }
};
CAMERAMONIT_BOTH_DATABASES(EventCountTest);

TEST_P(EventCountTest, NothingIsZero) {
  const auto counted = count({}, Scope::all(), Request::GROUP_BY_HOUR);
  EXPECT_EQ(counted.DebugString(), "");
}

TEST_P(EventCountTest, ObjectsAreCountedOnceAndEventsWithoutOneByThemselves) {
  const std::string a = objectName(), b = objectName();
  write({ofObject(event(0), a), ofObject(event(60), a), ofObject(event(90), b), event(100), event(120)});
  const auto counted = count({});
  EXPECT_EQ(counted.events(), 5);
  EXPECT_EQ(counted.objects(), 4);
  EXPECT_EQ(counted.first_time().seconds(), absl::ToUnixSeconds(kNow));
  EXPECT_EQ(counted.last_time().seconds(), absl::ToUnixSeconds(kNow) + 120);
}

TEST_P(EventCountTest, GroupsByClassKindAndChannelComeByCount) {
  const std::string a = objectName();
  write({ofObject(event(0), a), ofObject(event(1, "person", kGate, v1::EVENT_KIND_LEFT), a), event(2, "car", kYard),
         event(3, "car", kYard), event(4, "car", kGate)});
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_CLASS)), "car=3/3 person=2/1 ");
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_KIND)), "1=4/4 2=1/1 ");
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_CHANNEL)), absl::StrCat(kGate, "=3/2 ", kYard, "=2/2 "));
}

TEST_P(EventCountTest, HoursAndDaysAreCutInTheZone) {
  // kNow is 22:13:20 UTC, 23:13:20 in Warsaw, 03:43:20 in Kolkata.
  write({event(0), event(3600), event(3601), event(4 * 3600)});
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_HOUR)), "14.22=1/1 14.23=2/2 15.02=1/1 ");
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_DAY, "UTC")), "14.00=3/3 15.00=1/1 ");
  EXPECT_EQ(groupsOf(count({}, Scope::all(), Request::GROUP_BY_DAY, "Europe/Warsaw")), "13.23=1/1 14.23=3/3 ");
  const auto kolkata = count({}, Scope::all(), Request::GROUP_BY_HOUR, "Asia/Kolkata");
  EXPECT_EQ(absl::FormatTime("%H:%M", sql::timeOf(true, kolkata.groups(0).start_time()), absl::UTCTimeZone()), "21:30");
  EXPECT_EQ(base::errorReason(events_.count({}, Scope::all(), Request::GROUP_BY_DAY, "Mars/Base").status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(EventCountTest, ADayOfTwentyFiveHoursIsOneDay) {
  absl::TimeZone warsaw;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Warsaw", &warsaw));
  const auto at = [&](int day, int hour, int minute) {
    return absl::ToDoubleSeconds(absl::FromCivil(absl::CivilMinute(2023, 10, day, hour, minute), warsaw) - kNow);
  };
  // On 29 October 2023 the clock goes from 03:00 back to 02:00.
  const std::string night = objectName();
  const double twice = at(29, 2, 30);
  write({event(at(28, 23, 59)), ofObject(event(at(29, 0, 10)), night), ofObject(event(twice), night),
         ofObject(event(twice + 3600), night), event(at(29, 23, 50)), event(at(30, 0, 0))});
  const auto days = count({}, Scope::all(), Request::GROUP_BY_DAY, "Europe/Warsaw");
  EXPECT_EQ(groupsOf(days), "27.22=1/1 28.22=4/2 29.23=1/1 ");
  const auto hours = count({}, Scope::all(), Request::GROUP_BY_HOUR, "Europe/Warsaw");
  EXPECT_EQ(groupsOf(hours), "28.21=1/1 28.22=1/1 29.00=1/1 29.01=1/1 29.22=1/1 29.23=1/1 ");
}

/// What the counts must be, found in the plainest way.
TEST_P(EventCountTest, RandomCountsEqualANaiveModel) {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::vector<std::string> channels{kGate, kYard, kShop}, classes{"person", "car", "dog"}, colours{"red", "blue"};
  std::vector<std::string> objects;
  for (int i = 0; i < 40; ++i) objects.push_back(objectName(channels[static_cast<std::size_t>(i % 3)]));
  std::vector<v1::Event> all;
  for (int i = 0; i < 400; ++i) {
    const int object = pick(40);
    v1::Event one = event(pick(100 * 3600), classes[static_cast<std::size_t>(pick(3))],
                          channels[static_cast<std::size_t>(object % 3)], static_cast<v1::EventKind>(1 + pick(3)));
    if (pick(4) != 0) one = ofObject(one, objects[static_cast<std::size_t>(object)]);
    if (pick(2) == 0) one = with(one, "colour", colours[static_cast<std::size_t>(pick(2))]);
    all.push_back(one);
  }
  write(all);
  for (int round = 0; round < 60; ++round) {
    v1::EventFilter filter;
    if (pick(2) == 0) filter.add_parents(channels[static_cast<std::size_t>(pick(3))]);
    if (pick(2) == 0) filter.add_object_classes(classes[static_cast<std::size_t>(pick(3))]);
    if (pick(4) == 0) filter.add_object_classes(classes[static_cast<std::size_t>(pick(3))]);
    if (pick(3) == 0) filter.add_kinds(static_cast<v1::EventKind>(1 + pick(3)));
    if (pick(4) == 0) filter.add_kinds(static_cast<v1::EventKind>(1 + pick(3)));
    if (pick(3) == 0) {
      filter.add_features()->set_key("colour");
      filter.mutable_features(0)->set_value(colours[static_cast<std::size_t>(pick(2))]);
    }
    const int from = pick(100 * 3600);
    const int until = from + pick(60 * 3600);
    if (pick(2) == 0) *filter.mutable_time_range()->mutable_start_time() = sql::timestampOf(kNow + absl::Seconds(from));
    if (pick(2) == 0) *filter.mutable_time_range()->mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(until));
    std::int64_t expectedEvents = 0, alone = 0;
    std::set<std::string> seen;
    std::map<std::string, std::pair<std::int64_t, std::set<std::string>>> byHour;
    for (const v1::Event& one : all) {
      const auto has = [](const auto& list, const auto& value) {
        return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
      };
      const std::string channel = one.name().substr(0, one.name().find("/events/"));
      if (!has(filter.parents(), channel) || !has(filter.object_classes(), one.object_class()) ||
          !has(filter.kinds(), one.kind())) {
        continue;
      }
      if (filter.features_size() > 0 &&
          (one.features_size() == 0 || one.features(0).value() != filter.features(0).value())) {
        continue;
      }
      const absl::Time start = sql::timeOf(true, one.start_time());
      if (filter.time_range().has_start_time() && start < kNow + absl::Seconds(from)) continue;
      if (filter.time_range().has_end_time() && start >= kNow + absl::Seconds(until)) continue;
      ++expectedEvents;
      const std::string who = one.tracked_object().empty() ? one.name() : one.tracked_object();
      if (one.tracked_object().empty()) ++alone;
      seen.insert(who);
      auto& hour = byHour[absl::FormatTime("%m%d.%H", start, absl::UTCTimeZone())];
      ++hour.first;
      hour.second.insert(who);
    }
    const auto counted = count(filter, Scope::all(), Request::GROUP_BY_HOUR);
    EXPECT_EQ(counted.events(), expectedEvents) << filter.ShortDebugString();
    EXPECT_EQ(counted.objects(), static_cast<std::int64_t>(seen.size())) << filter.ShortDebugString();
    ASSERT_EQ(static_cast<std::size_t>(counted.groups_size()), byHour.size()) << filter.ShortDebugString();
    int i = 0;
    for (const auto& [hour, expected] : byHour) {
      EXPECT_EQ(counted.groups(i).events(), expected.first) << hour << " " << filter.ShortDebugString();
      EXPECT_EQ(counted.groups(i).objects(), static_cast<std::int64_t>(expected.second.size())) << hour;
      ++i;
    }
  }
}

}  // namespace
}  // namespace cameramonit::events
