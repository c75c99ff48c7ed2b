#include "tests/server/events/table/event_fixture.h"

namespace cameramonit::events {
namespace {

class ChannelSummaryTest : public EventFixture {
 protected:
  static void want(v1::SummarizeChannelsRequest& request, const std::string& channel, double since) {
    auto& wanted = *request.add_channels();
    wanted.set_channel(channel);
    *wanted.mutable_since() = sql::timestampOf(kNow + absl::Seconds(since));
  }
};
CAMERAMONIT_BOTH_DATABASES(ChannelSummaryTest);

TEST_P(ChannelSummaryTest, EachChannelComesWithItsNewestAndWhatIsNew) {
  const std::string object = objectName();
  write({event(1), ofObject(event(5, "car"), object), ofObject(event(6, "car"), object), event(2, "dog", kYard)});
  v1::SummarizeChannelsRequest request;
  want(request, kYard, 3);
  want(request, kGate, 5);
  want(request, kShop, 0);
  request.add_channels()->set_channel(kGate);
  const auto found = events_.summarize(request, Scope::all());
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->summaries_size(), 4);
  EXPECT_EQ(found->summaries(0).newest().object_class(), "dog");
  EXPECT_EQ(found->summaries(0).objects(), 0);  // seen already
  EXPECT_EQ(found->summaries(1).channel(), kGate);
  EXPECT_EQ(found->summaries(1).newest().start_time().seconds(), absl::ToUnixSeconds(kNow) + 6);
  EXPECT_EQ(found->summaries(1).objects(), 1);
  EXPECT_FALSE(found->summaries(2).has_newest());
  EXPECT_EQ(found->summaries(3).objects(), 2);  // since ever
}

TEST_P(ChannelSummaryTest, OnlyTheAskedKindsAreCounted) {
  write({event(1), event(2, "person", kGate, v1::EVENT_KIND_LEFT)});
  v1::SummarizeChannelsRequest request;
  want(request, kGate, 0);
  request.add_kinds(v1::EVENT_KIND_APPEARED);
  EXPECT_EQ(events_.summarize(request, Scope::all())->summaries(0).objects(), 1);
}

TEST_P(ChannelSummaryTest, WhatMayNotBeSeenIsNotThere) {
  write({event(1)});
  v1::SummarizeChannelsRequest request;
  want(request, kGate, 0);
  const auto found = events_.summarize(request, Scope());
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_FALSE(found->summaries(0).has_newest());
  EXPECT_EQ(found->summaries(0).objects(), 0);
}

TEST_P(ChannelSummaryTest, WhatIsNoChannelIsRefused) {
  v1::SummarizeChannelsRequest request;
  want(request, "nonsense", 0);
  EXPECT_EQ(base::errorReason(events_.summarize(request, Scope::all()).status()), type::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::events
