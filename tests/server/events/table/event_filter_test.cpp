#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

class EventFilterTest : public EventFixture {
 protected:
  void SetUp() override {
    v1::Event severe = event(3, "car", kYard, v1::EVENT_KIND_STOPPED);
    severe.set_severity(v1::SEVERITY_ALARM);
    severe.set_confidence(0.25f);
    severe.set_zone("parking");
    v1::Event longOne = with(with(event(4, "person", kShop), "upper_colour", "red"), "carries", "backpack");
    *longOne.mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(64));
    longOne.set_media(absl::StrCat(kShop, "/media/m"));
    write({event(0), with(event(1), "upper_colour", "red"),
           with(with(event(2, "car"), "colour", "red"), "colour_second", "white"), severe, longOne,
           event(5, "", kGate, v1::EVENT_KIND_CAMERA_BLIND)});
  }
  v1::EventFilter feature(std::initializer_list<std::pair<const char*, const char*>> wanted) {
    v1::EventFilter filter;
    for (const auto& [key, value] : wanted) {
      filter.add_features()->set_key(key);
      filter.mutable_features(filter.features_size() - 1)->set_value(value);
    }
    return filter;
  }
};
CAMERAMONIT_BOTH_DATABASES(EventFilterTest);

TEST_P(EventFilterTest, ParentsAreProjectsAndChannels) {
  v1::EventFilter filter;
  filter.add_parents("projects/home");
  EXPECT_EQ(secondsOf(filter), "0 1 2 3 5 ");
  filter.add_parents(kShop);
  EXPECT_EQ(secondsOf(filter), "0 1 2 3 4 5 ");
  filter.clear_parents();
  filter.add_parents(kYard);
  EXPECT_EQ(secondsOf(filter), "3 ");
  filter.add_parents("cameras/gate");
  EXPECT_EQ(base::errorReason(events_.list(filter, Scope::all(), true, 0, "").status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(EventFilterTest, TimeIsHalfOpen) {
  v1::EventFilter filter;
  *filter.mutable_time_range()->mutable_start_time() = sql::timestampOf(kNow + absl::Seconds(1));
  EXPECT_EQ(secondsOf(filter), "1 2 3 4 5 ");
  *filter.mutable_time_range()->mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(3));
  EXPECT_EQ(secondsOf(filter), "1 2 ");
}

TEST_P(EventFilterTest, KindsAndClassesAreAlternatives) {
  v1::EventFilter filter;
  filter.add_kinds(v1::EVENT_KIND_STOPPED);
  filter.add_kinds(v1::EVENT_KIND_CAMERA_BLIND);
  EXPECT_EQ(secondsOf(filter), "3 5 ");
  filter.add_object_classes("car");
  filter.add_object_classes("bicycle");
  EXPECT_EQ(secondsOf(filter), "3 ");
}

TEST_P(EventFilterTest, FeaturesOfOneKeyAreAlternativesAndOfSeveralAllNeeded) {
  EXPECT_EQ(secondsOf(feature({{"upper_colour", "red"}})), "1 4 ");
  EXPECT_EQ(secondsOf(feature({{"upper_colour", "red"}, {"upper_colour", "blue"}})), "1 4 ");
  EXPECT_EQ(secondsOf(feature({{"upper_colour", "red"}, {"carries", "backpack"}})), "4 ");
  EXPECT_EQ(secondsOf(feature({{"", "red"}})), "1 2 4 ");
  EXPECT_EQ(secondsOf(feature({{"colour", "purple"}})), "");
}

TEST_P(EventFilterTest, AnEventWithTwoOfTheFeaturesComesOnce) {
  const auto filter = feature({{"colour", "red"}, {"", "white"}});
  EXPECT_EQ(secondsOf(filter), "2 ");
  v1::EventFilter both = feature({{"", "red"}, {"", "white"}});
  EXPECT_EQ(secondsOf(both), "1 2 4 ");
  EXPECT_EQ(count(both).events(), 3);
  EXPECT_EQ(count(both).objects(), 3);
}

TEST_P(EventFilterTest, SeverityConfidenceZoneMediaAndDurationNarrow) {
  v1::EventFilter severe;
  severe.set_minimum_severity(v1::SEVERITY_WARNING);
  EXPECT_EQ(secondsOf(severe), "3 ");
  v1::EventFilter sure;
  sure.set_minimum_confidence(0.5f);
  EXPECT_EQ(secondsOf(sure), "0 1 2 4 5 ");
  v1::EventFilter zone;
  zone.add_zones("parking");
  zone.add_zones("nowhere");
  EXPECT_EQ(secondsOf(zone), "3 ");
  v1::EventFilter media;
  media.set_media(absl::StrCat(kShop, "/media/m"));
  EXPECT_EQ(secondsOf(media), "4 ");
  v1::EventFilter lasting;
  lasting.mutable_minimum_duration()->set_seconds(60);
  EXPECT_EQ(secondsOf(lasting), "4 ");
  lasting.mutable_minimum_duration()->set_seconds(61);
  EXPECT_EQ(secondsOf(lasting), "");
}

TEST_P(EventFilterTest, DetailsNarrowFeaturesToo) {
  v1::EventFilter filter = feature({{"upper_colour", "red"}});
  filter.mutable_minimum_duration()->set_seconds(10);
  EXPECT_EQ(secondsOf(filter), "4 ");
  EXPECT_EQ(count(filter).events(), 1);
}

TEST_P(EventFilterTest, ADailyWindowOverMidnightIsReadInItsZone) {
  write({event(3600, "dog"), event(6 * 3600, "dog"), event(24 * 3600, "dog"), event(30 * 3600, "dog")});
  v1::EventFilter filter;  // kNow is 23:13:20 in Warsaw
  filter.add_object_classes("dog");
  filter.mutable_daily()->set_start_minute(22 * 60);
  filter.mutable_daily()->set_end_minute(5 * 60);
  filter.mutable_daily()->set_time_zone("Europe/Warsaw");
  EXPECT_EQ(secondsOf(filter), "3600 86400 ");
  EXPECT_EQ(count(filter).events(), 2);
  filter.mutable_daily()->set_time_zone("Nowhere/Land");
  EXPECT_EQ(base::errorReason(events_.list(filter, Scope::all(), true, 0, "").status()),
            type::v1::ERROR_REASON_FIELD_INVALID);
}

TEST_P(EventFilterTest, AScopeHidesInListsAndCountsAlike) {
  Scope scope;
  EXPECT_EQ(secondsOf({}, scope), "");
  EXPECT_EQ(count({}, scope).events(), 0);
  scope.rules.push_back({.parent = kGate, .kinds = {v1::EVENT_KIND_APPEARED}, .objectClasses = {"person"}});
  EXPECT_EQ(secondsOf({}, scope), "0 1 ");
  scope.rules.push_back({.parent = kGate, .kinds = {}, .objectClasses = {"car"}});
  EXPECT_EQ(secondsOf({}, scope), "0 1 2 ");
  scope.rules.push_back({.parent = "projects/shop", .kinds = {}, .objectClasses = {}});
  EXPECT_EQ(secondsOf({}, scope), "0 1 2 4 ");
  EXPECT_EQ(count({}, scope).events(), 4);
  scope.rules[2].notBefore = kNow + absl::Seconds(5);
  EXPECT_EQ(secondsOf({}, scope), "0 1 2 ");
  scope.rules.push_back({.parent = "projects/home", .kinds = {}, .objectClasses = {}});
  EXPECT_EQ(secondsOf({}, scope), "0 1 2 3 5 ");
}

TEST_P(EventFilterTest, AScopeKnowsZonesSeverityAndNames) {
  v1::Event door = event(100), lawn = ofObject(event(101), objectName());
  door.set_zone("door");
  door.set_severity(v1::SEVERITY_ALARM);
  lawn.set_zone("lawn");
  write({door, lawn});
  v1::TrackedObject named;
  named.set_name(lawn.tracked_object());
  named.set_object_class("person");
  named.set_label("Ala");
  *named.mutable_start_time() = lawn.start_time();
  ASSERT_TRUE(events_.write({named}, {}).ok());
  Scope scope;
  scope.rules.push_back({.parent = kGate, .zones = {"door", "gate"}});
  EXPECT_EQ(secondsOf({}, scope), "100 ");
  EXPECT_EQ(count({}, scope).events(), 1);
  scope.rules[0] = {.parent = "projects/home", .minimumSeverity = v1::SEVERITY_WARNING};
  EXPECT_EQ(secondsOf({}, scope), "3 100 ");
  scope.rules[0] = {.parent = "projects/home", .labels = {"Ala"}};
  EXPECT_EQ(secondsOf({}, scope), "101 ");
  EXPECT_EQ(count({}, scope).objects(), 1);
  scope.rules[0].zones = {"door"};
  EXPECT_EQ(secondsOf({}, scope), "");
}

}  // namespace
}  // namespace cameramonit::events
