#include "web-gateway/http/byte_range.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

std::string resolved(std::string_view value, std::uint64_t size) {
  const auto request = parseRange(value);
  if (!request) return "whole";
  const auto range = resolveRange(*request, size);
  return range ? range->contentRange(size) : unsatisfiedRange(size);
}

TEST(ByteRangeTest, ResolvesAsTheStandardSays) {
  EXPECT_EQ(resolved("bytes=0-9", 100), "bytes 0-9/100");
  EXPECT_EQ(resolved("bytes=90-", 100), "bytes 90-99/100");
  EXPECT_EQ(resolved("bytes=90-1000", 100), "bytes 90-99/100");
  EXPECT_EQ(resolved("bytes=-10", 100), "bytes 90-99/100");
  EXPECT_EQ(resolved("bytes=-1000", 100), "bytes 0-99/100");
  EXPECT_EQ(resolved("bytes=99-99", 100), "bytes 99-99/100");
  EXPECT_EQ(resolved("BYTES= 0-0 ", 100), "bytes 0-0/100");
}

TEST(ByteRangeTest, BehindTheEndThereIsNothing) {
  EXPECT_EQ(resolved("bytes=100-", 100), "bytes */100");
  EXPECT_EQ(resolved("bytes=100-200", 100), "bytes */100");
  EXPECT_EQ(resolved("bytes=-0", 100), "bytes */100");
  EXPECT_EQ(resolved("bytes=0-", 0), "bytes */0");
  EXPECT_EQ(resolved("bytes=-5", 0), "bytes */0");
  EXPECT_EQ(resolved("bytes=99999999999999999999-", 100), "bytes */100") << "more than 64 bits";
}

TEST(ByteRangeTest, HugeNumbersDoNotWrap) {
  EXPECT_EQ(resolved("bytes=0-18446744073709551615", 100), "bytes 0-99/100");
  EXPECT_EQ(resolved("bytes=-18446744073709551616", 100), "bytes 0-99/100");
}

TEST(ByteRangeTest, WhatIsNotUnderstoodMeansTheWhole) {
  for (const char* value : {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=9-5", "bytes=a-b", "bytes=1-2x",
                            "bytes=0-1,5-6", "items=0-1", "bytes=+1-2", "bytes=1--2", "bytes==0-1"}) {
    EXPECT_EQ(resolved(value, 100), "whole") << value;
  }
}

TEST(ByteRangeTest, EtagsInLists) {
  EXPECT_TRUE(matchesAnyEtag("\"a\", \"b\"", "\"b\""));
  EXPECT_TRUE(matchesAnyEtag("W/\"a\"", "\"a\""));
  EXPECT_TRUE(matchesAnyEtag("*", "\"a\""));
  EXPECT_TRUE(matchesAnyEtag("\"a,b\"", "\"a,b\""));
  EXPECT_FALSE(matchesAnyEtag("\"ab\"", "\"a\""));
  EXPECT_FALSE(matchesAnyEtag("a", "\"a\""));
  EXPECT_FALSE(matchesAnyEtag("\"a", "\"a\""));
  EXPECT_FALSE(matchesAnyEtag("", "\"a\""));
  EXPECT_FALSE(matchesAnyEtag("\"\"", ""));
}

TEST(ByteRangeTest, IfRangeComparesStrongly) {
  EXPECT_TRUE(matchesIfRange("\"a\"", "\"a\""));
  EXPECT_FALSE(matchesIfRange("W/\"a\"", "W/\"a\""));
  EXPECT_FALSE(matchesIfRange("\"b\"", "\"a\""));
  EXPECT_FALSE(matchesIfRange("Sun, 06 Nov 1994 08:49:37 GMT", "\"a\""));
  EXPECT_FALSE(matchesIfRange("", ""));
}

}  // namespace
}  // namespace cameramonit::http
