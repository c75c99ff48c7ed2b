#include "storage/sql/request_key.h"

#include <gtest/gtest.h>

#include "cameramonit/type/v1/common.pb.h"
#include "common/base/status.h"
#include "tests/support/database/test_database.h"

namespace cameramonit::sql {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'700'000'000);

type::v1::LocalizedText text(const std::string& en) {
  type::v1::LocalizedText out;
  out.set_en(en);
  return out;
}

class RequestKeyTest : public support::BothDatabases {
 protected:
  absl::Status remember(const RequestKey& key, const std::string& result) {
    return database().write([&](Session& s) { return rememberResult(s, key, kNow, text(result)); });
  }
  absl::StatusOr<std::string> find(const RequestKey& key, absl::Time at = kNow) {
    return database().read([&](Session& s) -> absl::StatusOr<std::string> {
      type::v1::LocalizedText result;
      CAMERAMONIT_ASSIGN_OR_RETURN(const bool found, findFirstResult(s, key, at, result));
      return found ? result.en() : "nothing";
    });
  }
};
CAMERAMONIT_BOTH_DATABASES(RequestKeyTest);

TEST_P(RequestKeyTest, TheFirstResultComesBack) {
  const RequestKey key = requestKey("users/a", "Create", "id-1", text("request"));
  EXPECT_EQ(*find(key), "nothing");
  ASSERT_TRUE(remember(key, "made").ok());
  EXPECT_EQ(*find(key), "made");
}

TEST_P(RequestKeyTest, OtherPrincipalsMethodsAndIdsAreOthers) {
  ASSERT_TRUE(remember(requestKey("users/a", "Create", "id-1", text("request")), "made").ok());
  EXPECT_EQ(*find(requestKey("users/b", "Create", "id-1", text("request"))), "nothing");
  EXPECT_EQ(*find(requestKey("users/a", "Update", "id-1", text("request"))), "nothing");
  EXPECT_EQ(*find(requestKey("users/a", "Create", "id-2", text("request"))), "nothing");
}

TEST_P(RequestKeyTest, AnotherRequestUnderTheSameIdIsRefused) {
  ASSERT_TRUE(remember(requestKey("users/a", "Create", "id-1", text("request")), "made").ok());
  EXPECT_EQ(base::errorReason(find(requestKey("users/a", "Create", "id-1", text("other"))).status()),
            type::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(RequestKeyTest, ItIsForgottenAfterADay) {
  const RequestKey key = requestKey("users/a", "Create", "id-1", text("request"));
  ASSERT_TRUE(remember(key, "made").ok());
  EXPECT_EQ(*find(key, kNow + kRequestMemory - absl::Seconds(1)), "made");
  EXPECT_EQ(*find(key, kNow + kRequestMemory), "nothing");
}

TEST_P(RequestKeyTest, WithoutAnIdNothingIsRemembered) {
  const RequestKey key = requestKey("users/a", "Create", "", text("request"));
  ASSERT_TRUE(remember(key, "made").ok());
  EXPECT_EQ(*find(key), "nothing");
}

}  // namespace
}  // namespace cameramonit::sql
