#include "server/application/table/lease_table.h"

#include <gtest/gtest.h>

#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "server/application/table/channel_table.h"
#include "server/application/table/project_table.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::application {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kLease = absl::Seconds(4);

class LeaseTableTest : public support::BothDatabases {
 protected:
  LeaseTableTest() {
    v1::Project home;
    home.set_name("projects/home");
    home.set_display_name("Home");
    home.set_time_zone("UTC");
    EXPECT_TRUE(projects_.create(home, {}, kNow).ok());
  }
  void addChannel(const std::string& id) {
    v1::Channel channel;
    channel.set_name(absl::StrCat("projects/home/channels/", id));
    channel.set_camera(absl::StrCat("cameras/", id));
    channel.set_display_name(id);
    EXPECT_TRUE(channels_.create(channel, {}, kNow).ok());
  }
  bool balance(absl::Time now) {
    const auto changed = leases_.balance(now - kLease, now);
    EXPECT_TRUE(changed.ok()) << changed.status();
    return changed.ok() && *changed;
  }
  std::vector<std::string> of(const std::string& analyzer) {
    std::vector<std::string> names;
    const auto held = leases_.of(analyzer);
    for (const Lease& lease : *held) names.push_back(lease.channel.substr(23));
    return names;
  }

  ProjectTable projects_{database()};
  ChannelTable channels_{database()};
  LeaseTable leases_{database()};
};
CAMERAMONIT_BOTH_DATABASES(LeaseTableTest);

TEST_P(LeaseTableTest, ChannelsOfASilentAnalyzerMoveWhenItsLeaseIsOver) {
  addChannel("gate");
  addChannel("yard");
  ASSERT_TRUE(leases_.join("one", 0, "h1", kNow).ok());
  ASSERT_TRUE(leases_.join("two", 0, "h2", kNow).ok());
  EXPECT_TRUE(balance(kNow));
  EXPECT_EQ(of("one").size(), 1U);
  EXPECT_EQ(of("two").size(), 1U);
  const std::int64_t fence = (*leases_.of("two"))[0].fence;
  const absl::Time later = kNow + kLease + absl::Seconds(1);
  ASSERT_TRUE(leases_.renew("two", "h2", later).ok());
  EXPECT_TRUE(balance(later));
  EXPECT_EQ(of("one"), std::vector<std::string>());
  const auto held = *leases_.of("two");
  ASSERT_EQ(held.size(), 2U);
  EXPECT_NE(held[0].fence, held[1].fence) << "only what moved gets a new fence";
  EXPECT_TRUE(held[0].fence == fence || held[1].fence == fence);
}

TEST_P(LeaseTableTest, NothingChangesWhileEverybodyIsThere) {
  addChannel("gate");
  ASSERT_TRUE(leases_.join("one", 0, "h1", kNow).ok());
  EXPECT_TRUE(balance(kNow));
  const std::int64_t revision = *leases_.revision();
  EXPECT_FALSE(balance(kNow + absl::Seconds(1)));
  EXPECT_EQ(*leases_.revision(), revision);
}

TEST_P(LeaseTableTest, SecondStreamOfANameTakesOver) {
  ASSERT_TRUE(leases_.join("one", 0, "h1", kNow).ok());
  ASSERT_TRUE(leases_.join("one", 0, "h2", kNow).ok());
  EXPECT_EQ(base::errorReason(leases_.renew("one", "h1", kNow)), type::v1::ERROR_REASON_ASSIGNMENT_LOST);
  EXPECT_TRUE(leases_.renew("one", "h2", kNow).ok());
}

TEST_P(LeaseTableTest, DeletedChannelIsHeldByNobody) {
  addChannel("gate");
  ASSERT_TRUE(leases_.join("one", 0, "h1", kNow).ok());
  EXPECT_TRUE(balance(kNow));
  ASSERT_TRUE(channels_.remove("projects/home/channels/gate", "", {}, kNow).ok());
  EXPECT_TRUE(balance(kNow));
  EXPECT_TRUE(of("one").empty());
  EXPECT_TRUE(leases_.all()->empty());
}

TEST_P(LeaseTableTest, ChangeOfAChannelShowsInItsLeaseAlone) {
  addChannel("gate");
  addChannel("yard");
  ASSERT_TRUE(leases_.join("one", 0, "h1", kNow).ok());
  EXPECT_TRUE(balance(kNow));
  const auto before = *leases_.of("one");
  v1::Channel gate = *channels_.get("projects/home/channels/gate");
  gate.set_analysis_fps(7);
  ASSERT_TRUE(channels_.update(gate, {}, kNow).ok());
  const auto after = *leases_.of("one");
  ASSERT_EQ(after.size(), 2U);
  EXPECT_GT(after[0].channelVersion, before[0].channelVersion);
  EXPECT_EQ(after[1].channelVersion, before[1].channelVersion);
}

}  // namespace
}  // namespace cameramonit::application
