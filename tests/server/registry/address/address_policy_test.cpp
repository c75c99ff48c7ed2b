#include "server/registry/address/address_policy.h"

#include <map>

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::registry {
namespace {

/// Names that a test made up.
class FakeHostResolver final : public HostResolver {
 public:
  absl::StatusOr<std::vector<IpAddress>> resolve(const std::string& host, absl::Duration) override {
    if (const auto address = IpAddress::parse(host)) return std::vector<IpAddress>{*address};
    const auto found = names.find(host);
    if (found == names.end()) return absl::NotFoundError("unknown");
    std::vector<IpAddress> addresses;
    for (const char* text : found->second) addresses.push_back(*IpAddress::parse(text));
    return addresses;
  }
  std::map<std::string, std::vector<const char*>> names;
};

class AddressPolicyTest : public ::testing::Test {
 protected:
  std::string why(const std::string& host, AddressRules rules = {}) {
    const auto reachable = AddressPolicy(rules, resolver_).reachable(host, absl::Seconds(1));
    return reachable.ok() ? "" : base::errorDetails(reachable.status()).facts["why"];
  }
  FakeHostResolver resolver_;
};

TEST_F(AddressPolicyTest, ANameThatLeadsToMetadataIsRefused) {
  resolver_.names = {{"cam.example", {"192.168.1.5"}},
                     {"evil.example", {"169.254.169.254"}},
                     {"both.example", {"192.168.1.5", "169.254.169.254"}},
                     {"mapped.example", {"::ffff:169.254.1.1"}}};
  EXPECT_EQ(why("cam.example"), "");
  EXPECT_EQ(why("evil.example"), "metadata");
  EXPECT_EQ(why("both.example"), "metadata");
  EXPECT_EQ(why("mapped.example"), "link_local");
  EXPECT_EQ(why("metadata.google.internal"), "metadata");
  EXPECT_EQ(why("METADATA.google.internal."), "metadata");
}

TEST_F(AddressPolicyTest, AnInstallationMayAllowMore) {
  AddressRules open;
  open.allowLinkLocal = true;
  EXPECT_EQ(why("169.254.7.7"), "link_local");
  EXPECT_EQ(why("169.254.7.7", open), "");
  AddressRules closed;
  closed.allowLoopback = false;
  EXPECT_EQ(why("127.0.0.3", closed), "loopback");
  EXPECT_EQ(why("localhost", closed), "loopback");
  EXPECT_EQ(why("127.0.0.3"), "");
}

TEST_F(AddressPolicyTest, GroupsAndNobodyAreRefusedWhateverIsAllowed) {
  AddressRules open;
  open.allowLinkLocal = true;
  for (const char* host : {"0.0.0.0", "239.1.2.3", "255.255.255.255", "ff02::1", "::"}) {
    EXPECT_EQ(why(host, open), "unreachable") << host;
  }
}

TEST(SystemHostResolverTest, AnAddressIsItselfAndANameIsLookedUp) {
  SystemHostResolver resolver;
  const auto literal = resolver.resolve("192.168.1.5", absl::Seconds(1));
  ASSERT_TRUE(literal.ok());
  EXPECT_EQ(literal->at(0).str(), "192.168.1.5");
  const auto local = resolver.resolve("localhost", absl::Seconds(5));
  ASSERT_TRUE(local.ok()) << local.status();
  EXPECT_EQ(local->at(0).kind(), AddressKind::kLoopback);
}

}  // namespace
}  // namespace cameramonit::registry
