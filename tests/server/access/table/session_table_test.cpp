#include "server/access/table/session_table.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "common/base/ids.h"
#include "common/base/status.h"
#include "server/access/table/user_table.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::access {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);
constexpr absl::Duration kLife = absl::Hours(24 * 14);

class SessionTableTest : public support::BothDatabases {
 protected:
  void SetUp() override {
    StoredUser user;
    user.user.set_name("users/ala");
    ASSERT_TRUE(UserTable(database()).create(user, kNow).ok());
  }

  std::string begin(const std::string& token, absl::Time at = kNow) {
    StoredSession session;
    session.id = base::newUuid(at);
    session.user = "users/ala";
    session.address = "192.0.2.7";
    session.agent = "Firefox";
    session.created = at;
    EXPECT_EQ(sessions_.begin(session, {token, at + kLife}), absl::OkStatus());
    return session.id;
  }

  SessionTable sessions_{database()};
};
CAMERAMONIT_BOTH_DATABASES(SessionTableTest);

TEST_P(SessionTableTest, AUserThatIsNotThereHasNoSession) {
  StoredSession session;
  session.id = base::newUuid(kNow);
  session.user = "users/none";
  session.created = kNow;
  EXPECT_EQ(base::errorReason(sessions_.begin(session, {"t", kNow + kLife})), type::v1::ERROR_REASON_USER_UNKNOWN);
}

TEST_P(SessionTableTest, ARotatedTokenGivesTheNextAndProlongsTheSession) {
  const std::string id = begin("t1");
  const auto rotated = sessions_.rotate("t1", {"t2", kNow + 2 * kLife}, kNow + absl::Hours(1));
  ASSERT_TRUE(rotated.ok()) << rotated.status();
  EXPECT_EQ(rotated->id, id);
  EXPECT_EQ(rotated->user, "users/ala");
  EXPECT_EQ(rotated->expires, kNow + 2 * kLife);
  EXPECT_TRUE(sessions_.rotate("t2", {"t3", kNow + 2 * kLife}, kNow + absl::Hours(2)).ok());
}

TEST_P(SessionTableTest, ASecondUseOfATokenEndsTheWholeFamily) {
  const std::string id = begin("t1");
  ASSERT_TRUE(sessions_.rotate("t1", {"t2", kNow + kLife}, kNow).ok());
  EXPECT_EQ(base::errorReason(sessions_.rotate("t1", {"t3", kNow + kLife}, kNow).status()),
            type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED);
  EXPECT_FALSE(*sessions_.alive(id, kNow));
  EXPECT_EQ(base::errorReason(sessions_.rotate("t2", {"t4", kNow + kLife}, kNow).status()),
            type::v1::ERROR_REASON_TOKEN_INVALID);
}

TEST_P(SessionTableTest, OfTwoWhoUseATokenAtOnceOnlyOneWins) {
  begin("t1");
  std::atomic<int> won = 0;
  std::atomic<int> reused = 0;
  {
    std::vector<std::jthread> thieves;
    for (int i = 0; i < 4; ++i) {
      thieves.emplace_back([&, i] {
        const auto rotated = sessions_.rotate("t1", {"next" + std::to_string(i), kNow + kLife}, kNow);
        if (rotated.ok()) ++won;
        if (base::errorReason(rotated.status()) == type::v1::ERROR_REASON_REFRESH_TOKEN_REUSED) ++reused;
      });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_GE(reused, 1);  // it ends the family; to who comes after that the token is simply invalid
}

TEST_P(SessionTableTest, UnknownAndExpiredTokensAreRefused) {
  begin("t1");
  EXPECT_EQ(base::errorReason(sessions_.rotate("nope", {"x", kNow}, kNow).status()),
            type::v1::ERROR_REASON_TOKEN_INVALID);
  EXPECT_EQ(base::errorReason(sessions_.rotate("t1", {"x", kNow + kLife}, kNow + kLife).status()),
            type::v1::ERROR_REASON_TOKEN_EXPIRED);
}

TEST_P(SessionTableTest, AnEndedSessionIsOver) {
  const std::string id = begin("t1");
  EXPECT_TRUE(*sessions_.alive(id, kNow));
  EXPECT_FALSE(*sessions_.alive(id, kNow + kLife));
  ASSERT_EQ(*sessions_.endByToken("t1", kNow), id);
  EXPECT_FALSE(*sessions_.alive(id, kNow));
  EXPECT_EQ(*sessions_.endByToken("t1", kNow), id);
  EXPECT_EQ(*sessions_.endByToken("nope", kNow), "");
  EXPECT_EQ(base::errorReason(sessions_.rotate("t1", {"x", kNow + kLife}, kNow).status()),
            type::v1::ERROR_REASON_TOKEN_INVALID);
}

TEST_P(SessionTableTest, AllOtherSessionsOfAUserEndTogether) {
  const std::string first = begin("t1");
  const std::string second = begin("t2", kNow + absl::Seconds(1));
  const std::string third = begin("t3", kNow + absl::Seconds(2));
  const auto before = sessions_.ofUser("users/ala", kNow);
  ASSERT_EQ(before->size(), 3u);
  EXPECT_EQ(before->front().id, third);
  const auto ended = sessions_.endOthers("users/ala", second, kNow);
  EXPECT_EQ(ended->size(), 2u);
  const auto after = sessions_.ofUser("users/ala", kNow);
  ASSERT_EQ(after->size(), 1u);
  EXPECT_EQ(after->front().id, second);
}

TEST_P(SessionTableTest, LongExpiredSessionsAreForgotten) {
  begin("old");
  begin("new", kNow + kLife + absl::Hours(24 * 31));
  EXPECT_EQ(base::errorReason(sessions_.rotate("old", {"x", kNow}, kNow).status()),
            type::v1::ERROR_REASON_TOKEN_INVALID);
}

}  // namespace
}  // namespace cameramonit::access
