#include "web-gateway/gateway.h"

#include <string>
#include <thread>

#include <absl/strings/match.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/support/echo_server.h"
#include "tests/web-gateway/support/grpc_web_reply.h"
#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"

namespace cameramonit::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kBinary[] = "content-type: application/grpc-web";

class GatewayTest : public ::testing::Test {
 protected:
  TestGateway& start(web_gateway::GatewayOptions options = {}) {
    options.routes = {{"test.", echo_.inProcessChannel()}};
    return gateway_.emplace(std::move(options));
  }

  EchoServer echo_;
  std::optional<TestGateway> gateway_;
};

TEST_F(GatewayTest, EachPathHasItsEndpoint) {
  const std::uint16_t port = start().port();
  EXPECT_THAT(fetch(port, "GET", "/").body, HasSubstr("<title>client</title>"));
  EXPECT_THAT(fetch(port, "GET", "/c/brama/e/1").body, HasSubstr("<title>client</title>"));
  EXPECT_EQ(fetch(port, "GET", "/assets/index-B3x9kQz1.js", {"accept-encoding: br"}).body, "compressed");
  EXPECT_EQ(fetch(port, "GET", "/healthz").body, "ok\n");
  EXPECT_EQ(fetch(port, "GET", "/media/x").status, 503) << "no route to a media service";
  EXPECT_EQ(fetch(port, "POST", "/session/refresh", {"content-type: application/json"}, "{}").status, 401);
  EXPECT_EQ(fetch(port, "POST", "/test.Echo/Say", {kBinary}, frame("x")).status, 200);
  EXPECT_EQ(fetch(port, "POST", "/").status, 405);
  EXPECT_EQ(fetch(port, "DELETE", "/test.Echo/Say").status, 405);
}

TEST_F(GatewayTest, TraversalFindsNothing) {
  const std::uint16_t port = start().port();
  for (const char* target : {"/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc%2fpasswd",
                             "/..%5c..%5cetc/passwd", "//etc/passwd", "/assets//../../etc/passwd"}) {
    const HttpReply reply = fetch(port, "GET", target);
    EXPECT_FALSE(absl::StrContains(reply.body, "root:")) << target;
  }
}

TEST_F(GatewayTest, EveryAnswerIsSafeToShow) {
  const std::uint16_t port = start().port();
  for (const char* target : {"/", "/absent.js", "/media/x", "/%zz", "/healthz"}) {
    EXPECT_THAT(fetch(port, "GET", target).header("content-security-policy"), HasSubstr("frame-ancestors 'none'"))
        << target;
  }
}

TEST_F(GatewayTest, MetricsAreForTheOperatorOnly) {
  EXPECT_EQ(start().port() != 0 && (*gateway_)->adminPort() == 0, true) << "no port but the one asked for";
  EXPECT_FALSE(absl::StrContains(fetch(gateway_->port(), "GET", "/metrics").body, "cameramonit_gateway"));

  web_gateway::GatewayOptions options;
  options.admin.emplace();
  start(std::move(options));
  fetch(gateway_->port(), "GET", "/");
  const std::uint16_t admin = (*gateway_)->adminPort();
  ASSERT_TRUE(eventually([admin] {
    return absl::StrContains(fetch(admin, "GET", "/metrics").body,
                             "cameramonit_gateway_responses_total{class=\"2xx\"} 1\n");
  }));
  const HttpReply reply = fetch(admin, "GET", "/metrics");
  EXPECT_THAT(reply.header("content-type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(reply.body, HasSubstr("cameramonit_gateway_connections "));
  EXPECT_EQ(fetch(admin, "GET", "/").status, 404);
}

TEST_F(GatewayTest, HealthFollowsTheServices) {
  std::atomic<bool> ready{false};
  web_gateway::GatewayOptions options;
  options.ready = [&ready] { return ready.load(); };
  start(std::move(options));
  EXPECT_EQ(fetch(gateway_->port(), "GET", "/healthz").status, 503);
  ready = true;
  EXPECT_EQ(fetch(gateway_->port(), "GET", "/healthz").status, 200);
}

TEST_F(GatewayTest, StopEndsOpenStreamsWithAWordInTime) {
  start();
  RawClient stream(gateway_->port());
  stream.send(request("POST", "/test.Echo/Forever", {kBinary}, frame("")));
  ASSERT_TRUE(eventually([this] { return echo_.counts().open == 1; }));
  const absl::Time began = absl::Now();
  std::thread stopping([this] { (*gateway_)->stop(absl::Milliseconds(200)); });
  const HttpReply http = stream.read();
  stopping.join();
  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
  EXPECT_TRUE(http.complete);
  const GrpcWebReply reply = parseGrpcWeb(http.body);
  EXPECT_EQ(reply.messages.size(), 1U);
  EXPECT_EQ(reply.status(), 14) << "so the browser comes back";
  EXPECT_TRUE(eventually([this] { return echo_.counts().open == 0; }));
  (*gateway_)->stop(absl::Seconds(1));
}

TEST_F(GatewayTest, StopWaitsForWhatIsAlmostDone) {
  start();
  RawClient client(gateway_->port());
  client.send(request("POST", "/test.Echo/Silent", {kBinary, "grpc-timeout: 300m"}, frame("")));
  ASSERT_TRUE(eventually([this] { return echo_.counts().open == 1; }));
  (*gateway_)->stop(absl::Seconds(10));
  EXPECT_EQ(parseGrpcWeb(client.read().body).status(), 4) << "its own deadline, not our end";
}

TEST_F(GatewayTest, StopsUnderLoad) {
  for (int round = 0; round < 5; ++round) {
    start();
    std::atomic<bool> over{false};
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
      clients.emplace_back([this, &over, i, port = gateway_->port()] {
        while (!over) {
          RawClient client(port);
          if (!client.send(
                  request("POST", i % 2 == 0 ? "/test.Echo/Flood" : "/test.Echo/Say", {kBinary}, frame("x")))) {
            continue;
          }
          if (i % 2 == 0) {
            client.readSome();
          } else {
            client.read();
          }
        }
      });
    }
    ASSERT_TRUE(eventually([this] { return echo_.counts().started > 20; }));
    (*gateway_)->stop(absl::Milliseconds(20));
    over = true;
    for (std::thread& client : clients) client.join();
    gateway_.reset();
    EXPECT_TRUE(eventually([this] { return echo_.counts().open == 0; }));
  }
}

TEST_F(GatewayTest, WrongSettingsRefuseToStart) {
  web_gateway::GatewayOptions options;
  options.http.tls = {"/nonexistent.crt", "/nonexistent.key"};
  EXPECT_THROW(start(std::move(options)), std::runtime_error);
}

}  // namespace
}  // namespace cameramonit::testing
