#include <gtest/gtest.h>

#include "server/chat/standing_index.h"
#include "server/chat/timeline/timeline.h"

namespace cameramonit::chat {
namespace {

using events::v1::Event;
using events::v1::EventFilter;

class EventMatchTest : public ::testing::Test {
 protected:
  EventMatchTest() {
    EXPECT_TRUE(absl::LoadTimeZone("Europe/Warsaw", &zone_));
    event_.set_name("projects/p/channels/gate/events/e");
    event_.set_kind(events::v1::EVENT_KIND_APPEARED);
    event_.set_object_class("person");
    setStart(23, 30);
    feature(*event_.add_features(), "upper_colour", "red");
  }
  void setStart(int hour, int minute) {
    const absl::Time start = absl::FromCivil(absl::CivilSecond(2026, 11, 22, hour, minute, 0), zone_);
    *event_.mutable_start_time() = timestampOf(start);
    *event_.mutable_end_time() = timestampOf(start + absl::Seconds(40));
  }
  static void feature(events::v1::Feature& target, const std::string& key, const std::string& value) {
    target.set_key(key);
    target.set_value(value);
  }

  absl::TimeZone zone_;
  Event event_;
  EventFilter filter_;
};

TEST_F(EventMatchTest, AnEmptyFilterMeansEverything) {
  EXPECT_TRUE(matches(filter_, event_));
}

TEST_F(EventMatchTest, ParentIsAWholePartOfTheName) {
  filter_.add_parents("projects/p/channels/gat");
  EXPECT_FALSE(matches(filter_, event_));
  filter_.set_parents(0, "projects/p/channels/gate");
  EXPECT_TRUE(matches(filter_, event_));
  filter_.set_parents(0, "projects/p");
  EXPECT_TRUE(matches(filter_, event_));
}

TEST_F(EventMatchTest, KindAndClassBothCount) {
  filter_.add_kinds(events::v1::EVENT_KIND_LEFT);
  EXPECT_FALSE(matches(filter_, event_));
  filter_.add_kinds(events::v1::EVENT_KIND_APPEARED);
  EXPECT_TRUE(matches(filter_, event_));
  filter_.add_object_classes("dog");
  EXPECT_FALSE(matches(filter_, event_));
}

TEST_F(EventMatchTest, NightReachesOverMidnightInTheProjectsZone) {
  filter_.mutable_daily()->set_start_minute(22 * 60);
  filter_.mutable_daily()->set_end_minute(5 * 60);
  filter_.mutable_daily()->set_time_zone("Europe/Warsaw");
  EXPECT_TRUE(matches(filter_, event_));
  setStart(4, 59);
  EXPECT_TRUE(matches(filter_, event_));
  setStart(5, 0);
  EXPECT_FALSE(matches(filter_, event_));
  setStart(21, 59);
  EXPECT_FALSE(matches(filter_, event_));
}

TEST_F(EventMatchTest, FeaturesOfOneKeyAreAlternativesOfDifferentKeysAllNeeded) {
  feature(*filter_.add_features(), "", "blue");
  EXPECT_FALSE(matches(filter_, event_));
  feature(*filter_.add_features(), "", "red");
  EXPECT_TRUE(matches(filter_, event_));
  feature(*filter_.add_features(), "speed", "running");
  EXPECT_FALSE(matches(filter_, event_));
  feature(*event_.add_features(), "speed", "running");
  EXPECT_TRUE(matches(filter_, event_));
}

TEST_F(EventMatchTest, DurationAndTimeAreBounds) {
  filter_.mutable_minimum_duration()->set_seconds(41);
  EXPECT_FALSE(matches(filter_, event_));
  filter_.mutable_minimum_duration()->set_seconds(40);
  EXPECT_TRUE(matches(filter_, event_));
  *filter_.mutable_time_range()->mutable_end_time() = event_.start_time();
  EXPECT_FALSE(matches(filter_, event_));
}

}  // namespace
}  // namespace cameramonit::chat
