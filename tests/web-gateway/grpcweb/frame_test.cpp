#include "web-gateway/grpcweb/frame.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/support/grpc_web_reply.h"

namespace cameramonit::grpcweb {
namespace {

using cameramonit::testing::base64;
using cameramonit::testing::frame;

constexpr std::size_t kLimit = 1000;

TEST(FrameTest, KnowsTheContentTypes) {
  EXPECT_EQ(parseContentType("application/grpc-web"), Dialect::kBinary);
  EXPECT_EQ(parseContentType("application/grpc-web+proto"), Dialect::kBinary);
  EXPECT_EQ(parseContentType("Application/GRPC-Web-Text; charset=utf-8"), Dialect::kText);
  EXPECT_EQ(parseContentType("application/grpc-web-text+proto"), Dialect::kText);
  for (const char* other :
       {"", "application/grpc", "application/grpc-web+json", "application/grpc-webtext", "text/plain"}) {
    EXPECT_FALSE(parseContentType(other)) << other;
  }
}

TEST(FrameTest, TakesTheMessageOutOfOneFrame) {
  EXPECT_EQ(*decodeRequest(frame("abc"), Dialect::kBinary, kLimit), "abc");
  EXPECT_EQ(*decodeRequest(frame(""), Dialect::kBinary, kLimit), "");
  EXPECT_EQ(*decodeRequest(base64(frame("abcd")), Dialect::kText, kLimit), "abcd");
}

TEST(FrameTest, RefusesEverythingElse) {
  const auto code = [](const std::string& body, Dialect dialect = Dialect::kBinary) {
    return decodeRequest(body, dialect, kLimit).status().code();
  };
  EXPECT_EQ(code(""), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(std::string(4, '\0')), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(frame("abc").substr(0, 7)), absl::StatusCode::kInvalidArgument) << "cut short";
  EXPECT_EQ(code(frame("abc") + "x"), absl::StatusCode::kInvalidArgument) << "something behind it";
  EXPECT_EQ(code(frame("abc") + frame("def")), absl::StatusCode::kInvalidArgument) << "two messages";
  std::string compressed = frame("abc");
  compressed[0] = 1;
  EXPECT_EQ(code(compressed), absl::StatusCode::kUnimplemented);
  std::string trailers = frame("grpc-status: 0\r\n");
  trailers[0] = '\x80';
  EXPECT_EQ(code(trailers), absl::StatusCode::kInvalidArgument);
  std::string unknown = frame("abc");
  unknown[0] = 4;
  EXPECT_EQ(code(unknown), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("!!!!", Dialect::kText), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code(frame(std::string(kLimit + 1, 'x'))), absl::StatusCode::kResourceExhausted);
  std::string lying(5, '\xff');
  lying[0] = 0;
  EXPECT_EQ(code(lying), absl::StatusCode::kResourceExhausted) << "4 GiB announced";
}

TEST(FrameTest, DecodesPiecesOfBase64InARow) {
  EXPECT_EQ(decodeBase64Pieces(""), "");
  EXPECT_EQ(decodeBase64Pieces("YQ==YmM=ZGVm"), "abcdef");
  for (const char* junk : {"Y", "YQ", "YQ=", "=YQ=", "Y=Q=", "====", "YQ=a", "Y Q=", "YQ==\n", "_-_-", "YQ=\xff"}) {
    EXPECT_FALSE(decodeBase64Pieces(junk)) << junk;
  }
}

TEST(FrameTest, EveryByteSurvivesBase64) {
  std::string all;
  for (int size = 0; size < 300; ++size) {
    ASSERT_EQ(decodeBase64Pieces(encodeFrames(all, Dialect::kText)), all);
    all.push_back(static_cast<char>(size * 7));
  }
}

TEST(FrameTest, WritesTheLengthBigEndian) {
  EXPECT_EQ(frameHeader(kTrailersFrame, 0x01020304), std::string("\x80\x01\x02\x03\x04", 5));
}

TEST(FrameTest, ReadsTimeouts) {
  EXPECT_EQ(parseTimeout("1H"), absl::Hours(1));
  EXPECT_EQ(parseTimeout("2M"), absl::Minutes(2));
  EXPECT_EQ(parseTimeout("3S"), absl::Seconds(3));
  EXPECT_EQ(parseTimeout("250m"), absl::Milliseconds(250));
  EXPECT_EQ(parseTimeout("5u"), absl::Microseconds(5));
  EXPECT_EQ(parseTimeout("99999999n"), absl::Nanoseconds(99999999));
  for (const char* wrong : {"", "S", "1", "1s", "-1S", "+1S", "1.5S", "123456789S", " 1S", "1S "}) {
    EXPECT_FALSE(parseTimeout(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace cameramonit::grpcweb
