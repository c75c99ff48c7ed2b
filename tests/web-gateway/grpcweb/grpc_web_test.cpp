// gRPC-web over real sockets: a raw client, the gateway, a real gRPC server.

#include <string>
#include <thread>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/support/echo_server.h"
#include "tests/web-gateway/support/grpc_web_reply.h"
#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"

namespace cameramonit::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBinary[] = "content-type: application/grpc-web+proto";
constexpr char kText[] = "content-type: application/grpc-web-text";

class GrpcWebTest : public ::testing::Test {
 protected:
  void start(web_gateway::GatewayOptions options = {}) {
    options.routes = {{"test.", echo_.channel()}, {"cameramonit.", echo_.channel()}};
    gateway_.emplace(std::move(options));
  }
  std::uint16_t port() const { return gateway_->port(); }

  HttpReply call(const std::string& method, const std::string& message, std::vector<std::string> fields = {}) {
    fields.push_back(kBinary);
    return fetch(port(), "POST", "/test.Echo/" + method, fields, frame(message));
  }

  EchoServer echo_;
  std::optional<TestGateway> gateway_;
};

TEST_F(GrpcWebTest, AnswersAUnaryCall) {
  start();
  const HttpReply http = call("Say", std::string("hello\0world", 11));
  EXPECT_EQ(http.status, 200);
  EXPECT_EQ(http.header("content-type"), "application/grpc-web+proto");
  EXPECT_EQ(http.header("x-request-id"), "reply");
  EXPECT_EQ(http.header("x-hidden"), "") << "not on the list";
  const GrpcWebReply reply = parseGrpcWeb(http.body);
  ASSERT_TRUE(reply.wellFormed);
  EXPECT_THAT(reply.messages, ElementsAre(std::string("hello\0world", 11)));
  EXPECT_EQ(reply.status(), 0);
  EXPECT_EQ(reply.trailers.at("x-trailer"), "value");
  EXPECT_EQ(unbase64(reply.trailers.at("x-raw-bin")), std::string("\x00\xff", 2));
}

TEST_F(GrpcWebTest, AMethodKnownToBeUnaryIsAnsweredAlike) {
  start();
  const std::string service = "/cameramonit.access.v1.SessionService/";
  ASSERT_TRUE(grpcweb::isUnaryMethod(service + "WhoAmI"));
  ASSERT_FALSE(grpcweb::isUnaryMethod("/test.Echo/Say"));
  ASSERT_FALSE(grpcweb::isUnaryMethod("/cameramonit.media.v1.MediaService/ReadMedia"));
  const auto call = [&](const std::string& method, const std::string& message, const std::string& field) {
    return fetch(port(), "POST", service + method, {kBinary, field}, frame(message));
  };
  const HttpReply http = call("WhoAmI", "hello", "x-a: b");
  EXPECT_EQ(http.header("x-request-id"), "reply");
  EXPECT_NE(http.header("content-length"), "") << "in one piece";
  const GrpcWebReply said = parseGrpcWeb(http.body);
  ASSERT_TRUE(said.wellFormed);
  EXPECT_THAT(said.messages, ElementsAre("hello"));
  EXPECT_EQ(said.status(), 0);
  EXPECT_EQ(said.trailers.at("x-trailer"), "value");
  const GrpcWebReply failed = parseGrpcWeb(call("Login", "wrong", "x-a: b").body);
  EXPECT_EQ(failed.status(), 5);
  EXPECT_TRUE(failed.messages.empty());
  EXPECT_EQ(unbase64(failed.trailers.at("grpc-status-details-bin")), "\x01rich");
  EXPECT_EQ(parseGrpcWeb(call("Logout", "", "grpc-timeout: 50m").body).status(), 4);
  EXPECT_TRUE(eventually([&] { return echo_.counts().open == 0; }));
  {
    RawClient leaves(port());
    leaves.send(request("POST", service + "Logout", {kBinary}, frame("")));
    ASSERT_TRUE(eventually([&] { return echo_.counts().open == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return echo_.counts().open == 0; }));
}

TEST_F(GrpcWebTest, AnswersInText) {
  start();
  const HttpReply http = fetch(port(), "POST", "/test.Echo/Count", {kText}, base64(frame("5")));
  EXPECT_EQ(http.header("content-type"), "application/grpc-web-text+proto");
  const GrpcWebReply reply = parseGrpcWebText(http.body);
  ASSERT_TRUE(reply.wellFormed);
  EXPECT_THAT(reply.messages, ElementsAre("0", "1", "2", "3", "4"));
  EXPECT_EQ(reply.status(), 0);
}

TEST_F(GrpcWebTest, StreamsTwentyThousandMessagesInOrder) {
  start();
  for (const bool text : {false, true}) {
    const HttpReply http = fetch(port(), "POST", "/test.Echo/Count", {text ? kText : kBinary},
                                 text ? base64(frame("20000")) : frame("20000"));
    ASSERT_TRUE(http.complete);
    const GrpcWebReply reply = text ? parseGrpcWebText(http.body) : parseGrpcWeb(http.body);
    ASSERT_TRUE(reply.wellFormed);
    ASSERT_EQ(reply.messages.size(), 20000U);
    for (int i = 0; i < 20000; ++i) ASSERT_EQ(reply.messages[i], std::to_string(i));
    EXPECT_EQ(reply.status(), 0);
  }
}

TEST_F(GrpcWebTest, AMessageOfAStreamArrivesBeforeTheNextIsMade) {
  start();
  RawClient client(port());
  client.send(request("POST", "/test.Echo/Forever", {kBinary}, frame("")));
  std::string seen;
  while (!absl::StrContains(seen, "first")) {
    const std::string some = client.readSome();
    ASSERT_FALSE(some.empty());
    seen += some;
  }
}

TEST_F(GrpcWebTest, AnErrorKeepsItsTextAndDetails) {
  start();
  const GrpcWebReply reply = parseGrpcWeb(call("Fail", "nie ma kamery „brama”\n100%").body);
  ASSERT_TRUE(reply.wellFormed);
  EXPECT_EQ(reply.status(), 5);
  EXPECT_EQ(reply.trailers.at("grpc-message"), "nie ma kamery %E2%80%9Ebrama%E2%80%9D%0A100%25");
  EXPECT_EQ(unbase64(reply.trailers.at("grpc-status-details-bin")), "\x01rich");
  EXPECT_EQ(reply.trailers.at("x-trailer"), "value");
  EXPECT_TRUE(reply.messages.empty());
}

TEST_F(GrpcWebTest, TheDeadlineTravels) {
  start();
  const GrpcWebReply reply = parseGrpcWeb(call("Deadline", "", {"grpc-timeout: 60S"}).body);
  ASSERT_EQ(reply.messages.size(), 1U);
  EXPECT_GT(std::stoi(reply.messages[0]), 30'000);
  EXPECT_LE(std::stoi(reply.messages[0]), 61'000) << "gRPC rounds what is left up";
  EXPECT_THAT(parseGrpcWeb(call("Deadline", "").body).messages, ElementsAre("none"));
  EXPECT_EQ(parseGrpcWeb(call("Silent", "", {"grpc-timeout: 50m"}).body).status(), 4);
  EXPECT_EQ(parseGrpcWeb(call("Say", "", {"grpc-timeout: soon"}).body).status(), 3);
}

TEST_F(GrpcWebTest, OnlyChosenMetadataTravels) {
  start();
  const GrpcWebReply reply =
      parseGrpcWeb(call("Metadata", "",
                        {"authorization: Bearer t1", "cookie: other=1", "x-cameramonit-on-behalf-bin: AAAA",
                         "x-cameramonit-client-address: 6.6.6.6", "x-other: 1"})
                       .body);
  ASSERT_EQ(reply.messages.size(), 1U);
  const std::vector<std::string> lines = absl::StrSplit(reply.messages[0], '\n');
  EXPECT_THAT(lines, Contains("authorization=Bearer t1"));
  EXPECT_THAT(lines, Contains("x-cameramonit-client-address=127.0.0.1"));
  EXPECT_THAT(reply.messages[0], Not(HasSubstr("6.6.6.6")));
  EXPECT_THAT(reply.messages[0], Not(HasSubstr("on-behalf")));
  EXPECT_THAT(reply.messages[0], Not(HasSubstr("other")));
}

TEST_F(GrpcWebTest, TheLoginCookieStandsInForABearerToken) {
  start();
  const auto metadata = [this](std::vector<std::string> fields) {
    const GrpcWebReply reply = parseGrpcWeb(call("Metadata", "", std::move(fields)).body);
    return reply.messages.empty() ? std::string("none") : reply.messages[0];
  };
  EXPECT_THAT(metadata({"cookie: a=b; cameramonit_access=from.cookie"}),
              HasSubstr("authorization=Bearer from.cookie\n"));
  EXPECT_THAT(metadata({"cookie: cameramonit_access=c", "authorization: Bearer own"}),
              HasSubstr("authorization=Bearer own\n"));
  EXPECT_THAT(metadata({"cookie: cameramonit_refresh=r"}), Not(HasSubstr("authorization")));
}

TEST_F(GrpcWebTest, PagesOfOtherSitesAreRefused) {
  start();
  EXPECT_EQ(call("Say", "x", {"origin: https://evil.example"}).status, 403);
  EXPECT_EQ(call("Say", "x", {"origin: null"}).status, 403);
  EXPECT_EQ(call("Say", "x", {"sec-fetch-site: cross-site"}).status, 403);
  EXPECT_EQ(call("Say", "x", {"origin: http://gateway.test"}).status, 200);
  const HttpReply preflight = fetch(port(), "OPTIONS", "/test.Echo/Say", {"origin: https://evil.example"});
  EXPECT_EQ(preflight.status, 403);
  EXPECT_EQ(preflight.header("access-control-allow-origin"), "");
}

TEST_F(GrpcWebTest, ANamedOriginMayCall) {
  web_gateway::GatewayOptions options;
  options.allowedOrigins = {"https://office.example"};
  start(std::move(options));
  const HttpReply preflight = fetch(port(), "OPTIONS", "/test.Echo/Say", {"origin: https://office.example"});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.header("access-control-allow-origin"), "https://office.example");
  const HttpReply reply = call("Say", "x", {"origin: https://office.example"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("access-control-allow-origin"), "https://office.example");
  EXPECT_EQ(reply.header("access-control-allow-credentials"), "") << "cookies stay at home";
}

TEST_F(GrpcWebTest, MalformedRequestsAreAnsweredAndTheConnectionGoesOn) {
  start();
  RawClient client(port());
  const auto grpcStatus = [&](const std::string& target, const std::string& type, const std::string& body) {
    client.send(request("POST", target, {type}, body));
    const HttpReply reply = client.read();
    EXPECT_EQ(reply.status, 200);
    return absl::StrContains(type, "text") ? parseGrpcWebText(reply.body).status() : parseGrpcWeb(reply.body).status();
  };
  EXPECT_EQ(grpcStatus("/test.Echo/Say", kBinary, "abc"), 3);
  EXPECT_EQ(grpcStatus("/test.Echo/Say", kText, "%%%%"), 3);
  EXPECT_EQ(grpcStatus("/test.Echo/Say", kBinary, frame("a") + frame("b")), 3);
  EXPECT_EQ(grpcStatus("/other.Service/Say", kBinary, frame("a")), 12);
  EXPECT_EQ(grpcStatus("/test.Echo/Nothing", kBinary, frame("a")), 12);
  EXPECT_EQ(grpcStatus("/test.Echo/Say", kBinary, frame("a")), 0);
  client.send(request("POST", "/test.Echo/Say", {"content-type: application/json"}, "{}"));
  EXPECT_EQ(client.read().status, 415);
}

TEST_F(GrpcWebTest, AMessageOverTheLimitIsRefusedAndABodyOverTheLimitToo) {
  start();
  EXPECT_EQ(parseGrpcWeb(call("Say", std::string(1280 * 1024, 'x')).body).status(), 0) << "an upload's chunk fits";
  EXPECT_EQ(parseGrpcWeb(call("Say", std::string(1280 * 1024 + 1, 'x')).body).status(), 8);
  EXPECT_EQ(call("Say", std::string(1900 * 1024, 'x')).status, 413);
}

TEST_F(GrpcWebTest, TheUpstreamCallIsCancelledWhenTheBrowserGoes) {
  start();
  for (const char* method : {"Forever", "Silent", "Flood"}) {
    const int before = echo_.counts().cancelled;
    {
      RawClient client(port());
      client.send(request("POST", std::string("/test.Echo/") + method, {kBinary}, frame("")));
      ASSERT_TRUE(eventually([&] { return echo_.counts().open == 1; })) << method;
    }
    EXPECT_TRUE(eventually([&] { return echo_.counts().open == 0; })) << method;
    EXPECT_EQ(echo_.counts().cancelled, before + 1) << method;
  }
}

TEST_F(GrpcWebTest, PipelinedRequestsAreAllAnswered) {
  start();
  RawClient client(port());
  std::string many;
  for (int i = 0; i < 200; ++i) many += request("POST", "/test.Echo/Say", {kBinary}, frame(std::to_string(i)));
  client.send(many);
  for (int i = 0; i < 200; ++i) {
    const GrpcWebReply reply = parseGrpcWeb(client.read().body);
    ASSERT_THAT(reply.messages, ElementsAre(std::to_string(i)));
    ASSERT_EQ(reply.status(), 0);
  }
  EXPECT_EQ(echo_.counts().cancelled, 0);
}

TEST_F(GrpcWebTest, PipelinedRequestsSurviveAClosedSendingSide) {
  start();
  RawClient client(port());
  client.send(request("POST", "/test.Echo/Count", {kBinary}, frame("2000")) +
              request("POST", "/test.Echo/Say", {kBinary}, frame("last")));
  client.closeSending();
  EXPECT_EQ(parseGrpcWeb(client.read().body).messages.size(), 2000U);
  EXPECT_THAT(parseGrpcWeb(client.read().body).messages, ElementsAre("last"));
}

TEST_F(GrpcWebTest, ASlowReaderHoldsTheStreamBack) {
  start();
  RawClient client(port());
  client.send(request("POST", "/test.Echo/Flood", {kBinary}, frame("")));
  ASSERT_TRUE(eventually([&] { return echo_.counts().flooded > 0; }));
  // What the sockets and gRPC's window hold goes out; then the producer must stand still.
  int last = -1;
  ASSERT_TRUE(eventually([&] {
    const int now = echo_.counts().flooded;
    const bool still = now == last;
    last = now;
    for (int i = 0; i < 40 && still; ++i) pauseBriefly();
    return still && echo_.counts().flooded == now;
  }));
  EXPECT_LT(last, 400) << "of 64 KiB each";
  while (echo_.counts().flooded < last + 50) ASSERT_FALSE(client.readSome().empty());
}

TEST_F(GrpcWebTest, OneUserCannotTakeAllCalls) {
  web_gateway::GatewayOptions options;
  options.grpcWeb.callsPerUser = 3;
  start(std::move(options));
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->send(request("POST", "/test.Echo/Silent", {kBinary, "authorization: Bearer a"}, frame("")));
  }
  ASSERT_TRUE(eventually([&] { return echo_.counts().open == 3; }));
  EXPECT_EQ(parseGrpcWeb(call("Say", "x", {"authorization: Bearer a"}).body).status(), 8);
  EXPECT_EQ(parseGrpcWeb(call("Say", "x", {"authorization: Bearer b"}).body).status(), 0);
  clients.clear();
  ASSERT_TRUE(eventually([&] { return echo_.counts().open == 0; }));
  EXPECT_TRUE(
      eventually([&] { return parseGrpcWeb(call("Say", "x", {"authorization: Bearer a"}).body).status() == 0; }));
}

TEST_F(GrpcWebTest, AThousandAbortedStreamsLeaveNothingBehind) {
  start();
  const auto abortSome = [this](int count) {
    for (int i = 0; i < count; ++i) {
      RawClient client(port());
      client.send(request("POST", i % 2 == 0 ? "/test.Echo/Forever" : "/test.Echo/Flood", {kBinary}, frame("")));
      ASSERT_FALSE(client.readSome(1).empty());
      if (i % 3 == 0) client.reset();
    }
    ASSERT_TRUE(eventually([&] { return echo_.counts().open == 0; }));
  };
  abortSome(200);  // until allocators and threads have what they need
  const std::size_t descriptors = openDescriptors();
  abortSome(1000);
  EXPECT_TRUE(eventually([&] { return openDescriptors() <= descriptors; }))
      << descriptors << " before, " << openDescriptors() << " after";
  EXPECT_THAT(gateway_->metrics().text(), HasSubstr("cameramonit_gateway_calls 0\n"));
}

TEST_F(GrpcWebTest, AServiceThatIsNotThereIsUnavailable) {
  web_gateway::GatewayOptions options;
  options.routes = {{"test.", grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials())}};
  TestGateway gateway(std::move(options));
  const HttpReply http = fetch(gateway.port(), "POST", "/test.Echo/Say", {kBinary}, frame("x"));
  EXPECT_EQ(http.status, 200);
  EXPECT_EQ(parseGrpcWeb(http.body).status(), 14);
}

TEST_F(GrpcWebTest, ServicesMayLiveOnDifferentMachines) {
  EchoServer other;
  web_gateway::GatewayOptions options;
  options.routes = {{"test.", echo_.channel()}, {"test.Far.", other.inProcessChannel()}};
  TestGateway gateway(std::move(options));
  fetch(gateway.port(), "POST", "/test.Far.Echo/Say", {kBinary}, frame("x"));
  EXPECT_EQ(other.counts().started, 1);
  EXPECT_EQ(echo_.counts().started, 0);
  fetch(gateway.port(), "POST", "/test.Echo/Say", {kBinary}, frame("x"));
  EXPECT_EQ(echo_.counts().started, 1);
}

}  // namespace
}  // namespace cameramonit::testing
