#include "web-gateway/http/headers.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

TEST(HeadersTest, NamesCompareWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  EXPECT_EQ(headers.get("content-type"), "a");
  headers.set("CONTENT-TYPE", "b");
  EXPECT_EQ(headers.get("content-type"), "b");
  EXPECT_EQ(headers.size(), 1U);
}

TEST(HeadersTest, ANameMayRepeat) {
  Headers headers;
  headers.add("set-cookie", "a");
  headers.add("set-cookie", "b");
  EXPECT_EQ(headers.count("set-cookie"), 2U);
  headers.remove("set-cookie");
  EXPECT_FALSE(headers.has("set-cookie"));
}

TEST(HeadersTest, NothingBreaksOutOfItsLine) {
  EXPECT_TRUE(isSafeField("x-a", "plain, text; q=1\twith tab and \xc3\xb3"));
  EXPECT_FALSE(isSafeField("x-a", "a\r\nb: c"));
  EXPECT_FALSE(isSafeField("x-a", "a\nb"));
  EXPECT_FALSE(isSafeField("x-a", std::string("a\0b", 3)));
  EXPECT_FALSE(isSafeField("x a", "v"));
  EXPECT_FALSE(isSafeField("x-a:", "v"));
  EXPECT_FALSE(isSafeField("", "v"));
}

TEST(HeadersTest, ListsAreReadByToken) {
  EXPECT_TRUE(listsToken("gzip, deflate, br", "br"));
  EXPECT_TRUE(listsToken("Close", "close"));
  EXPECT_TRUE(listsToken("br;q=0.5", "br"));
  EXPECT_FALSE(listsToken("br;q=0", "br"));
  EXPECT_FALSE(listsToken("br; q=0.000", "br"));
  EXPECT_FALSE(listsToken("brotli", "br"));
  EXPECT_FALSE(listsToken("", "br"));
}

}  // namespace
}  // namespace cameramonit::http
