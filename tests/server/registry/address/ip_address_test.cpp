#include "server/registry/address/ip_address.h"

#include <gtest/gtest.h>

namespace cameramonit::registry {
namespace {

AddressKind kindOf(const char* text) {
  const auto address = IpAddress::parse(text);
  EXPECT_TRUE(address) << text;
  return address ? address->kind() : AddressKind::kUnreachable;
}

TEST(IpAddressTest, PrivateAndPublicHostsAreOrdinary) {
  for (const char* text : {"192.168.1.64", "10.0.0.1", "172.16.4.9", "203.0.113.5", "100.64.0.1", "fd12::1",
                           "2001:db8::7", "[2001:db8::7]", "::ffff:192.168.1.1", "64:ff9b::c0a8:101"}) {
    EXPECT_EQ(kindOf(text), AddressKind::kOrdinary) << text;
  }
}

TEST(IpAddressTest, LinkLocalIsFoundInEverySpelling) {
  for (const char* text :
       {"169.254.1.1", "fe80::1", "febf::1", "::ffff:169.254.1.1", "::ffff:a9fe:101", "::169.254.1.1",
        "64:ff9b::a9fe:101", "2002:a9fe:0101::", "64:ff9b:1::169.254.1.1", "::ffff:0:169.254.1.1"}) {
    EXPECT_EQ(kindOf(text), AddressKind::kLinkLocal) << text;
  }
}

TEST(IpAddressTest, MetadataOfCloudsIsFoundInEverySpelling) {
  for (const char* text : {"169.254.169.254", "::ffff:169.254.169.254", "0:0:0:0:0:ffff:a9fe:a9fe", "fd00:ec2::254",
                           "100.100.100.200", "168.63.129.16", "2002:a9fe:a9fe::1", "64:ff9b::a9fe:a9fe"}) {
    EXPECT_EQ(kindOf(text), AddressKind::kMetadata) << text;
  }
}

TEST(IpAddressTest, LoopbackAndNobody) {
  for (const char* text : {"127.0.0.1", "127.255.1.2", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_EQ(kindOf(text), AddressKind::kLoopback) << text;
  }
  for (const char* text : {"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.250", "255.255.255.255", "::", "ff02::c"}) {
    EXPECT_EQ(kindOf(text), AddressKind::kUnreachable) << text;
  }
}

TEST(IpAddressTest, OtherSpellingsAreNoAddresses) {
  for (const char* text : {"2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "127.1", "010.0.0.1", "1.2.3", "",
                           "fe80::1%eth0", "1.2.3.4 ", "cam"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  for (const char* text : {"2852039166", "0xa9fea9fe", "127.1", "010.0.0.1", "1.2.3.4.", "1.2.3.300"}) {
    EXPECT_TRUE(isObscureNumber(text)) << text;
  }
  for (const char* text : {"1.2.3.4", "cam7", "cam.7a", "7.cam", "0xcam", "fd12::7"}) {
    EXPECT_FALSE(isObscureNumber(text)) << text;
  }
}

}  // namespace
}  // namespace cameramonit::registry
