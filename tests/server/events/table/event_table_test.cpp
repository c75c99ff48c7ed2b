#include "server/events/table/event_table.h"

#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

class EventTableTest : public EventFixture {};
CAMERAMONIT_BOTH_DATABASES(EventTableTest);

v1::Event fullEvent() {
  v1::Event out = with(with(ofObject(event(0.123456), objectName()), "upper_colour", "red"), "carries", "backpack");
  *out.mutable_end_time() = sql::timestampOf(kNow + absl::Seconds(9));
  out.mutable_box()->set_left(0.1f);
  out.mutable_box()->set_top(0.2f);
  out.mutable_box()->set_width(0.3f);
  out.mutable_box()->set_height(0.4f);
  out.set_media(absl::StrCat(kGate, "/media/", base::newUuid(kNow)));
  out.mutable_media_offset()->set_seconds(12);
  out.set_clip(absl::StrCat(kGate, "/media/", base::newUuid(kNow)));
  out.set_still("projects/other/channels/x/media/y");
  out.set_zone("ścieżka");
  out.set_line("brama");
  out.set_count(3);
  return out;
}

TEST_P(EventTableTest, EveryFieldComesBack) {
  v1::Event stored = fullEvent();
  stored.set_revision(write({stored}).front());
  const auto found = events_.get(stored.name(), Scope::all());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->DebugString(), stored.DebugString());
}

TEST_P(EventTableTest, AMinimalEventComesBackWithoutWhatItLacks) {
  v1::Event stored = event(0);
  stored.clear_sentence();
  stored.clear_attempt();
  stored.set_object_class("");
  stored.set_revision(write({stored}).front());
  EXPECT_EQ(events_.get(stored.name(), Scope::all())->DebugString(), stored.DebugString());
}

TEST_P(EventTableTest, WritingTheSameAgainChangesNothing) {
  const v1::Event stored = fullEvent();
  const auto first = write({stored, event(1)});
  EXPECT_EQ(write({stored}).front(), first.front());
  EXPECT_EQ(secondsOf({}), "0 1 ");
}

TEST_P(EventTableTest, AChangedEventKeepsItsPlaceAndGetsANewRevision) {
  v1::Event stored = with(event(0), "colour", "red");
  const auto first = write({stored, event(1)});
  stored.clear_features();
  stored = with(stored, "colour", "blue");
  stored.mutable_sentence()->set_pl("Ktoś przyszedł i poszedł.");
  const auto second = write({stored});
  EXPECT_GT(second.front(), first.back());
  EXPECT_EQ(events_.get(stored.name(), Scope::all())->sentence().pl(), "Ktoś przyszedł i poszedł.");
  v1::EventFilter red, blue;
  *red.add_features() = fullEvent().features(0);
  red.mutable_features(0)->set_key("colour");
  blue = red;
  blue.mutable_features(0)->set_value("blue");
  EXPECT_EQ(secondsOf(red), "");
  EXPECT_EQ(secondsOf(blue), "0 ");
}

TEST_P(EventTableTest, OfOneEventTwiceInABatchTheLastCounts) {
  v1::Event early = event(0);
  v1::Event late = early;
  late.set_zone("later");
  const auto revisions = write({early, event(1), late});
  EXPECT_EQ(revisions[0], revisions[2]);
  EXPECT_EQ(events_.get(early.name(), Scope::all())->zone(), "later");
}

TEST_P(EventTableTest, MalformedNamesAndMissingTimesAreNamed) {
  v1::Event bad = event(0);
  bad.set_name("projects/home/channels/gate/events/not-a-uuid");
  bad.clear_start_time();
  bad.set_tracked_object(objectName(kYard));
  const auto written = events_.write({event(1), bad});
  EXPECT_EQ(base::errorDetails(written.status()).violations.size(), 3u) << written.status();
  EXPECT_EQ(secondsOf({}), "");
}

TEST_P(EventTableTest, PagesFollowOneAnotherBothWaysAlsoWhereTimesAreEqual) {
  std::vector<v1::Event> all;
  for (int i = 0; i < 10; ++i) all.push_back(event(i / 4, i % 2 == 0 ? "person" : "car", i % 3 == 0 ? kYard : kGate));
  write(all);
  EXPECT_EQ(secondsOf({}), "0 0 0 0 1 1 1 1 2 2 ");
  EXPECT_EQ(secondsOf({}, Scope::all(), false), "2 2 1 1 1 1 0 0 0 0 ");
  v1::EventFilter cars;
  cars.add_object_classes("car");
  cars.add_object_classes("person");
  EXPECT_EQ(secondsOf(cars, Scope::all(), false, 1), "2 2 1 1 1 1 0 0 0 0 ");
}

TEST_P(EventTableTest, AForeignPageTokenIsRefused) {
  write({event(0), event(1), event(2)});
  const auto page = events_.list({}, Scope::all(), true, 1, "");
  v1::EventFilter other;
  other.add_object_classes("car");
  for (const auto& refused : {events_.list(other, Scope::all(), true, 1, page->nextPageToken),
                              events_.list({}, Scope::all(), false, 1, page->nextPageToken),
                              events_.list({}, Scope::all(), true, 1, "nonsense")}) {
    EXPECT_EQ(base::errorReason(refused.status()), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
  }
}

TEST_P(EventTableTest, WhatTheScopeHidesIsUnknown) {
  const v1::Event stored = event(0);
  write({stored});
  Scope yard;
  yard.rules.push_back({.parent = kYard, .kinds = {}, .objectClasses = {}});
  EXPECT_EQ(base::errorReason(events_.get(stored.name(), yard).status()), type::v1::ERROR_REASON_EVENT_UNKNOWN);
  EXPECT_EQ(base::errorReason(events_.get(absl::StrCat(kGate, "/events/", base::newUuid(kNow)), Scope::all()).status()),
            type::v1::ERROR_REASON_EVENT_UNKNOWN);
}

}  // namespace
}  // namespace cameramonit::events
