#include "storage/sql/page_token.h"

#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::sql {
namespace {

TEST(PageTokenTest, GivesBackTheKeyForTheSameQuery) {
  const std::vector<std::string> key{"1700000000", "a:b\n", ""};
  const auto decoded = decodePageToken("query", encodePageToken("query", key), 3);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, key);
}

TEST(PageTokenTest, TheEmptyTokenIsTheFirstPage) {
  const auto decoded = decodePageToken("query", "", 2);
  ASSERT_TRUE(decoded.ok());
  EXPECT_TRUE(decoded->empty());
}

TEST(PageTokenTest, RefusesAnotherQuerysToken) {
  const auto decoded = decodePageToken("other", encodePageToken("query", {"1"}), 1);
  EXPECT_EQ(base::errorReason(decoded.status()), type::v1::ERROR_REASON_PAGE_TOKEN_INVALID);
}

TEST(PageTokenTest, RefusesEveryDamage) {
  const std::string token = encodePageToken("query", {"12345", "abc"});
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decodePageToken("query", damaged, 2).ok()) << i;
    EXPECT_FALSE(decodePageToken("query", token.substr(0, i + 1), 2).ok()) << i;
  }
  EXPECT_FALSE(decodePageToken("query", "'; drop table event; --", 2).ok());
}

TEST(PageTokenTest, PageSizesHaveADefaultAndALimit) {
  EXPECT_EQ(*pageSize(0, 100, 1000), 100);
  EXPECT_EQ(*pageSize(7, 100, 1000), 7);
  EXPECT_EQ(*pageSize(5000, 100, 1000), 1000);
  EXPECT_EQ(base::errorReason(pageSize(-1, 100, 1000).status()), type::v1::ERROR_REASON_FIELD_INVALID);
}

}  // namespace
}  // namespace cameramonit::sql
