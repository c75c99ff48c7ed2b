#include "server/access/table/user_table.h"

#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::access {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

StoredUser user(const std::string& id) {
  StoredUser out;
  out.user.set_name("users/" + id);
  out.user.set_display_name("Łucja");
  out.user.add_roles(type::v1::ROLE_ADMIN);
  out.user.add_roles(type::v1::ROLE_CUSTOMER);
  out.user.set_password_expired(true);
  out.passwordHash = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdA$aGFzaA";
  return out;
}

class UserTableTest : public support::BothDatabases {
 protected:
  UserTable users_{database()};
};
CAMERAMONIT_BOTH_DATABASES(UserTableTest);

TEST_P(UserTableTest, AUserComesBackWithRolesAndHash) {
  EXPECT_EQ(*users_.count(), 0);
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  const auto found = users_.get("users/lucja");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->passwordHash, user("lucja").passwordHash);
  EXPECT_FALSE(found->user.disabled());
  v1::User expected = user("lucja").user;
  expected.mutable_create_time()->set_seconds(1'700'000'000);
  expected.mutable_update_time()->set_seconds(1'700'000'000);
  expected.set_etag("1");
  EXPECT_EQ(found->user.DebugString(), expected.DebugString());
  EXPECT_EQ(*users_.count(), 1);
}

TEST_P(UserTableTest, ATakenNameAndAnUnknownOneAreTold) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  EXPECT_EQ(base::errorReason(users_.create(user("lucja"), kNow).status()), type::v1::ERROR_REASON_NAME_TAKEN);
  EXPECT_EQ(base::errorReason(users_.get("users/none").status()), type::v1::ERROR_REASON_USER_UNKNOWN);
  EXPECT_EQ(base::errorReason(users_.setPassword("users/none", "h", false, kNow)), type::v1::ERROR_REASON_USER_UNKNOWN);
  EXPECT_EQ(base::errorReason(users_.update(user("none"), kNow).status()), type::v1::ERROR_REASON_USER_UNKNOWN);
}

TEST_P(UserTableTest, APasswordIsReplaced) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  ASSERT_TRUE(users_.setPassword("users/lucja", "new hash", false, kNow).ok());
  const auto found = users_.get("users/lucja");
  EXPECT_EQ(found->passwordHash, "new hash");
  EXPECT_FALSE(found->user.password_expired());
}

TEST_P(UserTableTest, AnUpdateLeavesThePasswordAlone) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  ASSERT_TRUE(users_.create(user("other"), kNow).ok());
  StoredUser changed = user("lucja");
  changed.user.clear_roles();
  changed.user.add_roles(type::v1::ROLE_MANAGER);
  changed.user.set_disabled(true);
  changed.passwordHash = "must not be stored";
  ASSERT_TRUE(users_.update(changed, kNow).ok());
  const auto found = users_.get("users/lucja");
  EXPECT_TRUE(found->user.disabled());
  ASSERT_EQ(found->user.roles_size(), 1);
  EXPECT_EQ(found->user.roles(0), type::v1::ROLE_MANAGER);
  EXPECT_EQ(found->passwordHash, user("lucja").passwordHash);
}

TEST_P(UserTableTest, TheLastAdministratorStays) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  StoredUser less = user("lucja");
  less.user.clear_roles();
  less.user.add_roles(type::v1::ROLE_MANAGER);
  StoredUser disabled = user("lucja");
  disabled.user.set_disabled(true);
  StoredUser ending = user("lucja");
  ending.user.mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow) + 60);
  for (const StoredUser& change : {less, disabled, ending}) {
    EXPECT_EQ(base::errorReason(users_.update(change, kNow).status()), type::v1::ERROR_REASON_LAST_ADMINISTRATOR);
  }
  EXPECT_EQ(base::errorReason(users_.remove("users/lucja", "")), type::v1::ERROR_REASON_LAST_ADMINISTRATOR);
  ASSERT_TRUE(users_.create(user("second"), kNow).ok());
  EXPECT_TRUE(users_.update(less, kNow).ok());
  EXPECT_EQ(base::errorReason(users_.remove("users/second", "")), type::v1::ERROR_REASON_LAST_ADMINISTRATOR);
}

TEST_P(UserTableTest, TwoAdministratorsCannotRemoveEachOther) {
  for (int round = 0; round < 10; ++round) {
    const std::string a = "a" + std::to_string(round), b = "b" + std::to_string(round);
    if (round == 0) {
      ASSERT_TRUE(users_.create(user(a), kNow).ok());
    }
    ASSERT_TRUE(users_.create(user(b), kNow).ok());
    std::thread one([&] { (void)users_.remove("users/" + a, ""); });
    std::thread two([&] { (void)users_.remove("users/" + b, ""); });
    one.join();
    two.join();
    EXPECT_EQ(*users_.count(), 1) << "one of them must stay";
    const auto left = users_.list(10, "");
    const std::string next = "a" + std::to_string(round + 1);
    ASSERT_TRUE(users_.create(user(next), kNow).ok());
    ASSERT_TRUE(users_.remove(left->users[0].name(), "").ok());
  }
}

TEST_P(UserTableTest, AnOldEtagIsRefusedAndARepeatedRequestIsOne) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  StoredUser change = user("lucja");
  change.user.set_etag("7");
  EXPECT_EQ(base::errorReason(users_.update(change, kNow).status()), type::v1::ERROR_REASON_ETAG_MISMATCH);
  change.user.set_etag("1");
  EXPECT_EQ(users_.update(change, kNow)->etag(), "2");
  const sql::RequestKey key{"users/boss", "CreateUser", "request-1", "same"};
  const auto first = users_.create(user("ala"), key, kNow);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(users_.create(user("ala"), key, kNow)->DebugString(), first->DebugString());
}

TEST_P(UserTableTest, ALinkIsUsedFirstOnceAndEndsTheAccountFromThere) {
  StoredUser guest = user("guest");
  guest.linkHash = "hash-of-a-token";
  guest.user.mutable_link()->mutable_lifetime()->set_seconds(600);
  guest.user.mutable_link()->mutable_expire_time()->set_seconds(absl::ToUnixSeconds(kNow) + 3600);
  ASSERT_TRUE(users_.create(guest, kNow).ok());
  EXPECT_EQ(users_.byLink("hash-of-a-token")->user.name(), "users/guest");
  EXPECT_FALSE(users_.byLink("another").ok());
  const auto used = users_.useLink("users/guest", kNow + absl::Minutes(5));
  ASSERT_TRUE(used.ok()) << used.status();
  EXPECT_EQ(used->expire_time().seconds(), absl::ToUnixSeconds(kNow) + 900);
  EXPECT_EQ(users_.useLink("users/guest", kNow + absl::Minutes(9))->expire_time().seconds(),
            absl::ToUnixSeconds(kNow) + 900);
}

TEST_P(UserTableTest, PagesFollowOneAnother) {
  for (const char* id : {"c", "a", "b"}) ASSERT_TRUE(users_.create(user(id), kNow).ok());
  const auto first = users_.list(2, "");
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->users.size(), 2u);
  const auto second = users_.list(2, first->nextPageToken);
  ASSERT_EQ(second->users.size(), 1u);
  EXPECT_EQ(second->users[0].name(), "users/c");
  EXPECT_EQ(second->nextPageToken, "");
}

}  // namespace
}  // namespace cameramonit::access
