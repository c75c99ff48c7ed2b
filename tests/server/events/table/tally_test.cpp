#include <random>

#include "server/events/table/kind_group.h"
#include "storage/sql/database.h"
#include "storage/sql/dialect.h"
#include "storage/sql/migrations.h"
#include "tests/server/events/table/counting_model.h"
#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

using Request = v1::CountEventsRequest;

constexpr char kFilm[] = "projects/home/channels/gate/media/0190a000-0000-7000-8000-000000000001";

/// Random events that come, change and go, and random questions about them.
class TallyTest : public EventFixture {
 protected:
  int pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  template <typename List>
  auto oneOf(const List& list) {
    return list[static_cast<std::size_t>(pick(static_cast<int>(list.size())))];
  }

  /// A moment of four days around the end of daylight saving in Warsaw and New York; often at the border of a cell.
  absl::Time moment() {
    const absl::Time begin = absl::FromUnixSeconds(1'698'451'200);  // 2023-10-28 00:00 UTC
    const absl::Time at = begin + absl::Minutes(pick(4 * 96) * 15);
    return pick(3) == 0 ? at : at + absl::Microseconds(pick(900) * 999'983 + pick(1000));
  }

  v1::Event randomEvent(const std::string& channel) {
    v1::Event one = event(0, oneOf(kClasses), channel, oneOf(kKinds));
    *one.mutable_start_time() = sql::timestampOf(moment());
    if (pick(4) != 0) one.set_tracked_object(oneOf(objects_by_channel_[channel]));
    if (channel == kGate && pick(2) == 0) one.set_media(kFilm);
    one.set_attempt(pick(2) == 0 ? "first" : "second");
    return one;
  }

  void change() {
    std::vector<v1::Event> batch;
    const auto known = model_.events();
    for (int i = pick(40); i >= 0; --i) {
      v1::Event one = randomEvent(oneOf(kChannels));
      if (!known.empty() && pick(3) == 0) {  // the same event again, as it is or changed
        const v1::Event old = oneOf(known);
        const std::string channel = old.name().substr(0, old.name().find("/events/"));
        one = pick(2) == 0 ? old : randomEvent(channel);
        one.set_name(old.name());
      }
      batch.push_back(one);
    }
    write(batch);
    for (const v1::Event& one : batch) model_.put(one);
    if (pick(6) != 0) return;
    const std::string keep = pick(2) == 0 ? "first" : "second";
    EXPECT_TRUE(events_.prune(kFilm, keep, kNow).ok());
    model_.prune(kFilm, keep);
  }

  v1::EventFilter randomFilter() {
    v1::EventFilter filter;
    for (int i = pick(3); i > 0; --i) filter.add_parents(oneOf(kChannels));
    for (int i = pick(3); i > 0; --i) filter.add_object_classes(oneOf(kClasses));
    switch (pick(4)) {
      case 0:
        break;
      case 1:
        filter.add_kinds(oneOf(kKinds));
        break;
      case 2:
        for (const v1::EventKind kind : kKinds) {
          if (groupOf(kind) == kOpeningGroup) filter.add_kinds(kind);
        }
        break;
      default:
        for (int i = 0; i < 2; ++i) filter.add_kinds(oneOf(kKinds));
    }
    absl::Time from = moment(), until = moment();
    if (until < from) std::swap(from, until);
    if (pick(3) != 0) *filter.mutable_time_range()->mutable_start_time() = sql::timestampOf(from);
    if (pick(3) != 0) *filter.mutable_time_range()->mutable_end_time() = sql::timestampOf(until);
    if (pick(4) == 0) {
      filter.mutable_daily()->set_start_minute(pick(700));
      filter.mutable_daily()->set_end_minute(701 + pick(700));
      filter.mutable_daily()->set_time_zone(oneOf(kZones));
    }
    return filter;
  }

  Scope randomScope() {
    if (pick(2) == 0) return Scope::all();
    Scope scope;
    for (int i = pick(3); i >= 0; --i) {
      ScopeRule rule;
      rule.parent = pick(3) == 0 ? "projects/home" : oneOf(kChannels);
      if (pick(2) == 0) rule.kinds.push_back(oneOf(kKinds));
      if (pick(2) == 0) rule.objectClasses.push_back(oneOf(kClasses));
      if (pick(3) == 0) rule.notBefore = moment();
      if (pick(3) == 0) rule.notAfter = moment();
      scope.rules.push_back(rule);
    }
    return scope;
  }

  void askAtRandom() {
    const v1::EventFilter filter = randomFilter();
    const Scope scope = randomScope();
    const auto groupBy = static_cast<Request::GroupBy>(pick(6));
    const std::string zoneName = oneOf(kZones);
    absl::TimeZone zone;
    ASSERT_TRUE(absl::LoadTimeZone(zoneName, &zone));
    ASSERT_EQ(CountingModel::text(count(filter, scope, groupBy, zoneName)), model_.count(filter, scope, groupBy, zone))
        << filter.ShortDebugString() << " by " << Request::GroupBy_Name(groupBy) << " in " << zoneName << ", "
        << scope.rules.size() << " rules";
  }

  /// Every ready-made count, as text.
  std::string tallies() {
    std::string text;
    const absl::Status status = database().read([&](sql::Session& session) -> absl::Status {
      std::int64_t channel = 0, group = 0, span = 0, objectClass = 0, begin = 0, kind = 0, a = 0, b = 0, c = 0;
      {
        sql::Statement select = session.prepare(
            "select channel_ref, kind_group, span_us, class_ref, begin_us, kind, events, alone, objects "
            "from event_tally order by channel_ref, kind_group, span_us, class_ref, begin_us, kind");
        select.into(channel, group, span, objectClass, begin, kind, a, b, c);
        while (select.fetch()) {
          absl::StrAppend(&text, channel, " ", group, " ", span, " ", objectClass, " ", begin, " ", kind, ": ", a, " ");
          absl::StrAppend(&text, b, " ", c, "\n");
        }
        CAMERAMONIT_RETURN_IF_ERROR(select.status());
      }
      sql::Statement select = session.prepare(
          "select channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref from event_roamer "
          "order by channel_ref, kind_group, span_us, class_ref, begin_us, kind, object_ref");
      select.into(channel, group, span, objectClass, begin, kind, a);
      while (select.fetch()) {
        absl::StrAppend(&text, channel, " ", group, " ", span, " ", objectClass, " ", begin, " ", kind, " is ", a,
                        "\n");
      }
      return select.status();
    });
    EXPECT_EQ(status, absl::OkStatus());
    return text;
  }

  const std::vector<std::string> kChannels{kGate, kYard, kShop};
  const std::vector<std::string> kClasses{"person", "car", "dog"};
  const std::vector<v1::EventKind> kKinds{v1::EVENT_KIND_APPEARED,      v1::EVENT_KIND_LEFT,
                                          v1::EVENT_KIND_ENTERED_ZONE,  v1::EVENT_KIND_MET,
                                          v1::EVENT_KIND_COUNT_CHANGED, v1::EVENT_KIND_CAMERA_BLIND};
  const std::vector<std::string> kZones{"UTC",          "Europe/Warsaw",  "America/New_York",
                                        "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe"};
  std::mt19937 random_{11};
  std::map<std::string, std::vector<std::string>> objects_by_channel_ = [] {
    std::map<std::string, std::vector<std::string>> objects;
    for (const char* channel : {kGate, kYard, kShop}) {
      for (int i = 0; i < 12; ++i) objects[channel].push_back(objectName(channel));
    }
    return objects;
  }();
  CountingModel model_;
};
CAMERAMONIT_BOTH_DATABASES(TallyTest);

TEST_P(TallyTest, CountsStayExactWhileEventsComeChangeAndGo) {
  for (int round = 0; round < 25; ++round) {
    change();
    for (int question = 0; question < 15; ++question) askAtRandom();
    if (HasFatalFailure()) return;
  }
}

TEST_P(TallyTest, WhatIsKeptEqualsWhatTheMigrationCounts) {
  for (int round = 0; round < 20; ++round) change();
  const std::string kept = tallies();
  ASSERT_NE(kept, "");
  const auto step = std::find_if(sql::migrations().begin(), sql::migrations().end(),
                                 [](const sql::Migration& migration) { return migration.name == "event_tally"; });
  ASSERT_NE(step, sql::migrations().end());
  ASSERT_EQ(database().write([&](sql::Session& session) -> absl::Status {
    CAMERAMONIT_RETURN_IF_ERROR(session.execute("delete from event_tally"));
    CAMERAMONIT_RETURN_IF_ERROR(session.execute("delete from event_roamer"));
    for (const std::string& statement : sql::splitStatements(step->text)) {
      if (statement.find("replace into") != 0) continue;
      CAMERAMONIT_RETURN_IF_ERROR(session.execute(sql::expandSchema(session.dialect(), statement)));
    }
    return absl::OkStatus();
  }),
            absl::OkStatus());
  EXPECT_EQ(tallies(), kept);
}

TEST_P(TallyTest, WhatIsAppendedCountsAsWhatIsWritten) {
  std::map<std::string, v1::Event> all;
  for (int i = 0; i < 300; ++i) {
    v1::Event one = randomEvent(oneOf(kChannels));
    all[one.name()] = one;
  }
  std::vector<v1::Event> batch;
  for (const auto& [name, one] : all) {
    batch.push_back(one);
    model_.put(one);
  }
  ASSERT_EQ(events_.append(batch), absl::OkStatus());
  for (int question = 0; question < 60; ++question) askAtRandom();
  const auto page = events_.list({}, Scope::all(), true, 1000, "");
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->events.size(), batch.size());
  // Written again they are the same events.
  const std::string kept = tallies();
  write(batch);
  EXPECT_EQ(*events_.lastRevision(), static_cast<std::int64_t>(2 * batch.size()));
  EXPECT_EQ(tallies(), kept);
}

TEST_P(TallyTest, NothingIsLeftOfWhatIsGone) {
  v1::Event one = ofObject(event(0), objectName());
  one.set_media(kFilm);
  v1::Event two = one;
  two.set_name(event(4000).name());
  *two.mutable_start_time() = sql::timestampOf(kNow + absl::Seconds(4000));
  write({one, two});
  EXPECT_NE(tallies().find(" is "), std::string::npos);
  EXPECT_EQ(*events_.prune(kFilm, "another", kNow), 2);
  EXPECT_EQ(tallies(), "");
}

TEST_P(TallyTest, AnEventKeepsItsChannel) {
  v1::Event one = event(0);
  write({one});
  one.set_name(absl::StrCat(kYard, one.name().substr(std::string(kGate).size())));
  EXPECT_EQ(base::errorReason(events_.write({one}).status()), type::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::events
