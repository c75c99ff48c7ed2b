#include "common/rpc/token.h"

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "tests/support/fake_clock.h"

namespace cameramonit::rpc {
namespace {

class TokenTest : public ::testing::Test {
 protected:
  Principal anna() const {
    Principal who;
    who.kind = Principal::Kind::kUser;
    who.name = "users/anna";
    who.roles = {type::v1::ROLE_ADMIN, type::v1::ROLE_CUSTOMER};
    who.session = "s1";
    return who;
  }
  testing::FakeClock clock_;
  TokenAuthority authority_{TokenAuthority::newSeed(), clock_};
};

TEST_F(TokenTest, SaysWhoAndWhat) {
  const auto who = authority_.verify(authority_.issue(anna(), clock_.now() + absl::Minutes(10)));
  ASSERT_TRUE(who.ok());
  EXPECT_EQ(who->name, "users/anna");
  EXPECT_TRUE(who->isUser());
  EXPECT_TRUE(who->hasRole(type::v1::ROLE_ADMIN));
  EXPECT_FALSE(who->hasRole(type::v1::ROLE_MANAGER));
}

TEST_F(TokenTest, Expires) {
  const std::string token = authority_.issue(anna(), clock_.now() + absl::Minutes(10));
  clock_.advance(absl::Minutes(10));
  EXPECT_EQ(base::errorReason(authority_.verify(token).status()), type::v1::ERROR_REASON_TOKEN_EXPIRED);
}

TEST_F(TokenTest, RevokedSessionIsRefusedAtOnce) {
  const std::string token = authority_.issue(anna(), clock_.now() + absl::Minutes(10));
  authority_.revokeSession("s1");
  EXPECT_FALSE(authority_.verify(token).ok());
}

TEST_F(TokenTest, EveryChangedByteIsNoticed) {
  const std::string token = authority_.issue(anna(), clock_.now() + absl::Minutes(10));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    if (i + 1 == token.size()) continue;  // the last base64 digit has bits that carry nothing
    EXPECT_FALSE(authority_.verify(forged).ok()) << i;
  }
}

TEST_F(TokenTest, AnotherInstallationsTokenIsForeign) {
  const TokenAuthority other(TokenAuthority::newSeed(), clock_);
  EXPECT_FALSE(authority_.verify(other.issue(anna(), clock_.now() + absl::Minutes(1))).ok());
}

TEST_F(TokenTest, JunkIsRefused) {
  for (const char* junk : {"", ".", "a.b", "....", "\xff\xfe.\x01"}) EXPECT_FALSE(authority_.verify(junk).ok());
  EXPECT_FALSE(authority_.verify(std::string(100'000, 'x')).ok());
}

}  // namespace
}  // namespace cameramonit::rpc
