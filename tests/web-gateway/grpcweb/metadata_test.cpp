#include "web-gateway/grpcweb/metadata.h"

#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include "common/base/status.h"

namespace cameramonit::grpcweb {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(MetadataTest, PassesOnlyWhatIsNamed) {
  http::Headers headers;
  headers.add("Authorization", "Bearer t");
  headers.add("Cookie", "secret=1");
  headers.add("x-cameramonit-client-address", "1.2.3.4");
  headers.add("x-cameramonit-on-behalf-bin", "AAAA");
  headers.add("grpc-timeout", "1S");
  headers.add("accept-language", "pl");
  EXPECT_THAT(requestMetadata(headers, MetadataPolicy{}),
              ElementsAre(Pair("authorization", "Bearer t"), Pair("accept-language", "pl")));
}

TEST(MetadataTest, LeavesOutWhatGrpcCannotCarry) {
  MetadataPolicy policy;
  policy.request = {"*"};
  http::Headers headers;
  headers.add("x-umlaut", "\xc3\xb3");
  headers.add("x!odd", "1");
  headers.add("x-raw-bin", "AP8=,YWI");
  headers.add("x-junk-bin", "!!");
  EXPECT_THAT(requestMetadata(headers, policy),
              ElementsAre(Pair("x-raw-bin", std::string("\x00\xff", 2)), Pair("x-raw-bin", "ab")));
}

TEST(MetadataTest, AStarStandsForAllThatBeginSo) {
  EXPECT_TRUE(isAllowed({"a", "x-*"}, "x-anything"));
  EXPECT_TRUE(isAllowed({"a", "x-*"}, "a"));
  EXPECT_FALSE(isAllowed({"a", "x-*"}, "ab"));
  EXPECT_FALSE(isAllowed({}, "a"));
}

TEST(MetadataTest, TrailersCarryTheStatusAndNothingThatBreaksALine) {
  CallStatus status;
  status.code = 5;
  status.message = "nie ma: 100%\r\nx-evil: 1";
  status.details = "\x01\x02";
  status.trailers = {
      {"x-ok", "1"}, {"x-bad", "a\r\nx-evil: 1"}, {"grpc-status", "0"}, {"x-raw-bin", std::string("\xff", 1)}};
  EXPECT_EQ(encodeTrailers(status),
            "grpc-status: 5\r\n"
            "grpc-message: nie ma: 100%25%0D%0Ax-evil: 1\r\n"
            "grpc-status-details-bin: AQI\r\n"
            "x-ok: 1\r\n"
            "x-raw-bin: /w\r\n");
}

TEST(MetadataTest, ResponseFieldsAreChosenToo) {
  const Metadata metadata = {{"x-request-id", "7"}, {"set-cookie", "a=b"}, {"x-internal", "secret"}};
  const http::Headers headers = responseHeaders(metadata, MetadataPolicy{});
  EXPECT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.get("x-request-id"), "7");
}

TEST(MetadataTest, AStatusOfOursKeepsItsReason) {
  const CallStatus status =
      toCallStatus(base::resourceExhausted(type::v1::ERROR_REASON_OVERLOADED, "Too many.", {{"limit", "3"}}));
  EXPECT_EQ(status.code, 8);
  google::rpc::Status rich;
  ASSERT_TRUE(rich.ParseFromString(status.details));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(rich.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "OVERLOADED");
  EXPECT_EQ(info.metadata().at("limit"), "3");
}

}  // namespace
}  // namespace cameramonit::grpcweb
