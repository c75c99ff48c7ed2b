#include "web-gateway/http/target.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

TEST(TargetTest, SplitsAndDecodes) {
  const auto target = parseTarget("/c/za%C5%BC%C3%B3%C5%82%C4%87/e/1?x=%20&y");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->path, "/c/zażółć/e/1");
  EXPECT_EQ(target->query, "x=%20&y");
}

TEST(TargetTest, RefusesWhatCouldMeanAnotherFile) {
  for (const char* target : {"",
                             "index.html",
                             "*",
                             "http://host/",
                             "/..",
                             "/../etc/passwd",
                             "/a/../b",
                             "/a/./b",
                             "/a/..",
                             "/%2e%2e/etc/passwd",
                             "/a/%2E%2E/b",
                             "/..%2fetc/passwd",
                             "/a%2f..%2fb",
                             "/a\\b",
                             "/a%5cb",
                             "/a%00b",
                             "/a%0d%0ab",
                             "/a%zz",
                             "/a%4",
                             "/a%",
                             "/%ff",
                             "/%c0%ae%c0%ae/etc/passwd",
                             "/%ed%a0%80"}) {
    EXPECT_FALSE(parseTarget(target).ok()) << target;
  }
}

TEST(TargetTest, DotsInNamesAreNames) {
  for (const char* target : {"/", "/a..b", "/...", "/.well-known", "/a.", "//a"})
    EXPECT_TRUE(parseTarget(target).ok()) << target;
}

TEST(TargetTest, APercentIsDecodedOnce) {
  EXPECT_EQ(parseTarget("/%252e%252e/")->path, "/%2e%2e/");
}

TEST(TargetTest, FindsQueryParameters) {
  EXPECT_EQ(queryParameter("a=1&b=%C4%85&c", "a"), "1");
  EXPECT_EQ(queryParameter("a=1&b=%C4%85&c", "b"), "ą");
  EXPECT_EQ(queryParameter("a=1&b=%C4%85&c", "c"), "");
  EXPECT_FALSE(queryParameter("a=1&b", "d"));
  EXPECT_FALSE(queryParameter("a=%z", "a"));
  EXPECT_FALSE(queryParameter("", "a"));
}

TEST(TargetTest, MessagesArePercentEncoded) {
  EXPECT_EQ(percentEncodeMessage("plain ~text"), "plain ~text");
  EXPECT_EQ(percentEncodeMessage("100% ą\r\n"), "100%25 %C4%85%0D%0A");
}

TEST(TargetTest, KnowsUtf8) {
  EXPECT_TRUE(isUtf8("zażółć 🎥"));
  for (const char* bad : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xbf\xbf", "\xf0\x80\x80\xaf",
                          "\xf4\x90\x80\x80", "\xff", "a\xe2\x82"}) {
    EXPECT_FALSE(isUtf8(bad));
  }
}

}  // namespace
}  // namespace cameramonit::http
