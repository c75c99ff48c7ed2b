#include <algorithm>

#include <gtest/gtest.h>

#include "server/access/decide/explanation.h"
#include "server/access/decide/view.h"
#include "storage/sql/proto_fields.h"
#include "tests/server/access/decide/naive_model.h"

namespace cameramonit::access {
namespace {

constexpr int kWorlds = 20'000;
constexpr int kRequestsOfWorld = 12;  // 240,000 requests

std::shared_ptr<const Person> personOf(const NaiveWorld& world) {
  auto person = std::make_shared<Person>();
  person->name = world.account.name;
  person->roles = {world.account.administrator ? type::v1::ROLE_ADMIN : type::v1::ROLE_CUSTOMER};
  person->disabled = world.account.disabled;
  person->expires = world.account.expires;
  for (const v1::Grant& grant : world.grants) {
    const auto& groups = world.account.groups;
    const bool theirs = grant.subject() == world.account.name ||
                        std::find(groups.begin(), groups.end(), grant.subject()) != groups.end();
    if (theirs) person->rules.push_back(ruleOf(grant, world.zone));
  }
  return person;
}

Right rightOf(v1::GrantRight right) {
  constexpr Right kRights[] = {policy::v1::Policy::RIGHT_SEE, policy::v1::Policy::RIGHT_RECORDINGS,
                               policy::v1::Policy::RIGHT_LIVE, policy::v1::Policy::RIGHT_EXPORT,
                               policy::v1::Policy::RIGHT_CHANGE};
  return kRights[right];
}

bool decided(const View& view, Right right, const std::string& channel, const v1::EventFacts& event, absl::Time now) {
  if (view.everything()) return true;
  const auto rules = view.rulesFor(right, channel);
  return std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) { return shows(*rule, event, now); });
}

TEST(AccessModel, RandomRequestsAreDecidedAsTheNaiveModelDoes) {
  WorldMaker make(20261123);
  int allowed = 0;
  for (int w = 0; w < kWorlds; ++w) {
    const NaiveWorld world = make.world();
    const auto person = personOf(world);
    for (int r = 0; r < kRequestsOfWorld; ++r) {
      const absl::Time now = make.moment();
      const View view(person, now);
      // A view made earlier must say the same, as long as it says that it holds.
      const absl::Time later = std::min(now + absl::Minutes(make.below(600)), view.until() - absl::Nanoseconds(1));
      const v1::GrantRight right = make.right();
      const std::string channel = make.channel();
      const v1::EventFacts event = make.event();
      for (const absl::Time at : {now, later}) {
        const bool expected = naivelyMay(world, right, channel, event, at);
        allowed += expected ? 1 : 0;
        ASSERT_EQ(decided(view, rightOf(right), channel, event, at), expected)
            << "world " << w << " at " << at << " view of " << now << " until " << view.until();
      }
      if (!decided(view, rightOf(right), channel, event, now)) continue;
      EXPECT_TRUE(view.may(rightOf(right), channel));
      EXPECT_TRUE(view.may(rightOf(right), channel + "/events/any"));
      EXPECT_TRUE(view.may(rightOf(right), projectOf(channel)));
    }
  }
  EXPECT_GT(allowed, kWorlds) << "the worlds are too empty to say much";
}

TEST(AccessModel, ExplanationsAgreeWithDecisions) {
  WorldMaker make(7);
  for (int w = 0; w < 5'000; ++w) {
    const NaiveWorld world = make.world();
    const absl::Time now = make.moment();
    v1::TestAccessRequest request;
    request.set_user(world.account.name);
    request.set_resource(make.channel());
    const v1::GrantRight right = make.right();
    request.set_right(rightOf(right));
    *request.mutable_event() = make.event();
    const v1::TestAccessResponse explained = explain(personOf(world), request, now);
    EXPECT_EQ(explained.allowed(), naivelyMay(world, right, request.resource(), request.event(), now));
    ASSERT_GT(explained.weighed_size(), 0);
    const bool any = std::any_of(explained.weighed().begin(), explained.weighed().end(),
                                 [](const auto& weighed) { return weighed.allows(); });
    EXPECT_EQ(any, explained.allowed());
    for (const auto& weighed : explained.weighed()) {
      EXPECT_FALSE(weighed.reason().pl().empty());
      EXPECT_FALSE(weighed.reason().en().empty());
    }
  }
}

}  // namespace
}  // namespace cameramonit::access
