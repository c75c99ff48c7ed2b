#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/cameramonit/grants_applied.h"
#include "server/events/naming/namer.h"
#include "server/events/table/event_table.h"
#include "storage/sql/database.h"
#include "storage/sql/proto_fields.h"
#include "tests/server/access/decide/naive_model.h"
#include "tests/support/database/test_database.h"
#include "tests/support/fake_clock.h"

namespace cameramonit {
namespace {

constexpr int kEvents = 250;
constexpr int kWorlds = 60;

struct Known {
  std::string name;
  std::string channel;
  access::v1::EventFacts facts;
};

/// Grants in the tables, events in the tables, and between them everything that the product does.
class ScopeModelTest : public support::BothDatabases {
 protected:
  void SetUp() override {
    for (const char* group : {"guards", "family"}) {
      access::v1::Group one;
      one.set_name(absl::StrCat("groups/", group));
      ASSERT_TRUE(groups_.create(one, {}, clock_.now()).ok());
    }
    for (const char* user : {"ala", "ola", "boss"}) {
      access::StoredUser one;
      one.user.set_name(absl::StrCat("users/", user));
      one.user.add_roles(user == std::string("boss") ? type::v1::ROLE_ADMIN : type::v1::ROLE_CUSTOMER);
      ASSERT_TRUE(users_.create(one, clock_.now()).ok());
    }
    for (int i = 0; i < kEvents; ++i) addEvent();
  }

  void addEvent() {
    Known known;
    known.channel = make_.channel();
    known.facts = make_.event();
    const absl::Time start = sql::timeOf(true, known.facts.start_time());
    events::v1::TrackedObject object;
    object.set_name(absl::StrCat(known.channel, "/objects/", base::newUuid(start)));
    object.set_object_class(known.facts.object_class());
    *object.mutable_start_time() = known.facts.start_time();
    events::v1::Event event;
    known.name = absl::StrCat(known.channel, "/events/", base::newUuid(start));
    event.set_name(known.name);
    event.set_kind(known.facts.kind());
    event.set_object_class(known.facts.object_class());
    event.set_zone(known.facts.zone());
    event.set_severity(known.facts.severity());
    *event.mutable_start_time() = known.facts.start_time();
    event.set_tracked_object(object.name());
    event.set_state(events::v1::Event::STATE_FINAL);
    const auto written = events_.write({object}, {event});
    ASSERT_TRUE(written.ok()) << written.status();
    if (!known.facts.label().empty()) {
      ASSERT_TRUE(namer_.labelOnly(object.name(), known.facts.label(), "users/supervisor").ok());
    }
    known_.push_back(std::move(known));
  }

  /// Puts a world into the tables in place of the one before.
  void settle(access::NaiveWorld& world) {
    for (const std::string& name : granted_) ASSERT_TRUE(grants_.remove(name, "").ok());
    granted_.clear();
    for (access::v1::Grant& grant : world.grants) {
      grant.set_name(absl::StrCat("grants/", base::newUuid(clock_.now())));
      const auto made = grants_.create(grant, {}, clock_.now());
      ASSERT_TRUE(made.ok()) << made.status();
      granted_.push_back(made->name());
    }
    for (const char* group : {"groups/guards", "groups/family"}) {
      const auto& groups = world.account.groups;
      const bool in = std::find(groups.begin(), groups.end(), group) != groups.end();
      ASSERT_TRUE((in ? groups_.addMember(group, "users/ala") : groups_.removeMember(group, "users/ala")).ok());
    }
    access::StoredUser account = *users_.get("users/ala");
    account.user.set_disabled(world.account.disabled);
    account.user.clear_roles();
    account.user.add_roles(world.account.administrator ? type::v1::ROLE_ADMIN : type::v1::ROLE_CUSTOMER);
    account.user.clear_expire_time();
    if (world.account.expires != absl::InfiniteFuture()) {
      *account.user.mutable_expire_time() = sql::timestampOf(world.account.expires);
    }
    ASSERT_TRUE(users_.update(account, clock_.now()).ok());
    zone_ = world.zone;
    directory_.refresh();
  }

  std::set<std::string> listed(const events::Scope& scope) {
    std::set<std::string> names;
    std::string token;
    do {
      const auto page = events_.list({}, scope, false, 40, token);
      EXPECT_TRUE(page.ok()) << page.status();
      for (const events::v1::Event& event : page->events) names.insert(event.name());
      token = page->nextPageToken;
    } while (!token.empty());
    return names;
  }

  testing::FakeClock clock_;
  access::WorldMaker make_{20261123};
  access::UserTable users_{database()};
  access::GroupTable groups_{database()};
  access::GrantTable grants_{database()};
  access::SessionTable sessions_{database()};
  absl::TimeZone zone_;
  access::AccessDirectory directory_{{database(), users_, groups_, grants_, sessions_, clock_,
                                      [this](const std::string&) { return absl::StatusOr<absl::TimeZone>(zone_); }}};
  GrantsApplied applied_{directory_, clock_};
  events::EventTable events_{database()};
  events::Namer namer_{database(), clock_};
  std::vector<Known> known_;
  std::vector<std::string> granted_;
};
CAMERAMONIT_BOTH_DATABASES(ScopeModelTest);

TEST_P(ScopeModelTest, ListsCountsAndSingleEventsAreWhatTheNaiveModelShows) {
  rpc::Principal ala;
  ala.kind = rpc::Principal::Kind::kUser;
  ala.name = "users/ala";
  std::size_t shown = 0;
  for (int w = 0; w < kWorlds; ++w) {
    access::NaiveWorld world = make_.world();
    settle(world);
    clock_.advance(make_.moment() - clock_.now());
    const auto right = make_.right();
    constexpr access::Right kRights[] = {policy::v1::Policy::RIGHT_SEE, policy::v1::Policy::RIGHT_RECORDINGS,
                                         policy::v1::Policy::RIGHT_LIVE, policy::v1::Policy::RIGHT_EXPORT,
                                         policy::v1::Policy::RIGHT_CHANGE};
    const auto scope = applied_.scopeOf(ala, kRights[right]);
    ASSERT_TRUE(scope.ok()) << scope.status();
    std::set<std::string> expected;
    std::map<std::string, std::int64_t> ofClass;
    for (const Known& known : known_) {
      if (!access::naivelyMay(world, right, known.channel, known.facts, clock_.now())) continue;
      expected.insert(known.name);
      ++ofClass[known.facts.object_class()];
    }
    shown += expected.size();
    EXPECT_EQ(listed(*scope), expected) << "world " << w;
    using Count = events::v1::CountEventsRequest;
    const auto counted = events_.count({}, *scope, Count::GROUP_BY_CLASS, "");
    ASSERT_TRUE(counted.ok()) << counted.status();
    EXPECT_EQ(counted->events(), static_cast<std::int64_t>(expected.size()));
    EXPECT_EQ(counted->groups_size(), static_cast<int>(ofClass.size()));
    for (const auto& group : counted->groups()) EXPECT_EQ(group.events(), ofClass[group.key()]) << group.key();
    for (int i = 0; i < 20; ++i) {
      const Known& known = known_[static_cast<std::size_t>(make_.below(kEvents))];
      EXPECT_EQ(events_.get(known.name, *scope).ok(), expected.contains(known.name)) << known.name;
    }
  }
  EXPECT_GT(shown, 500U) << "too little was visible to say much";
}

}  // namespace
}  // namespace cameramonit
