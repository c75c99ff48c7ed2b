#include "server/access/table/user_table.h"

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
  EXPECT_FALSE(found->disabled);
  v1::User expected = user("lucja").user;
  expected.mutable_create_time()->set_seconds(1'700'000'000);
  EXPECT_EQ(found->user.DebugString(), expected.DebugString());
  EXPECT_EQ(*users_.count(), 1);
}

TEST_P(UserTableTest, ATakenNameAndAnUnknownOneAreTold) {
  ASSERT_TRUE(users_.create(user("lucja"), kNow).ok());
  EXPECT_EQ(base::errorReason(users_.create(user("lucja"), kNow).status()), type::v1::ERROR_REASON_FIELD_INVALID);
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
  StoredUser changed = user("lucja");
  changed.user.clear_roles();
  changed.user.add_roles(type::v1::ROLE_MANAGER);
  changed.disabled = true;
  changed.passwordHash = "must not be stored";
  ASSERT_TRUE(users_.update(changed, kNow).ok());
  const auto found = users_.get("users/lucja");
  EXPECT_TRUE(found->disabled);
  ASSERT_EQ(found->user.roles_size(), 1);
  EXPECT_EQ(found->user.roles(0), type::v1::ROLE_MANAGER);
  EXPECT_EQ(found->passwordHash, user("lucja").passwordHash);
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
