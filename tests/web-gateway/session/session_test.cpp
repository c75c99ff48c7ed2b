// Login, refresh and logout over real sockets.

#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/web-gateway/session/fake_session_service.h"
#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"

namespace cameramonit::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kAnna[] = R"({"user": "anna", "password": "right"})";

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    web_gateway::GatewayOptions options;
    options.routes = {{"cameramonit.access.", service_.channel()}};
    gateway_.emplace(std::move(options));
  }

  HttpReply post(const std::string& action, const std::string& body, std::vector<std::string> fields = {}) {
    fields.emplace_back("content-type: application/json");
    return fetch(gateway_->port(), "POST", "/session/" + action, fields, body);
  }

  /// "name=value" of the cookies that a reply sets.
  static std::vector<std::string> cookies(const HttpReply& reply) {
    std::vector<std::string> result;
    for (const std::string& cookie : reply.all("set-cookie")) result.push_back(cookie.substr(0, cookie.find(';')));
    return result;
  }

  FakeSessionService service_;
  std::optional<TestGateway> gateway_;
};

TEST_F(SessionTest, LoginGivesAnAccessTokenAndHidesTheRefreshToken) {
  const HttpReply reply = post("login", kAnna);
  ASSERT_EQ(reply.status, 200);
  const json body = json::parse(reply.body);
  EXPECT_EQ(body["accessToken"], "access-1");
  EXPECT_EQ(body["user"]["name"], "users/anna");
  EXPECT_THAT(body["accessExpireTime"].get<std::string>(), HasSubstr("T"));
  EXPECT_THAT(reply.body, Not(HasSubstr("refresh")));
  EXPECT_EQ(reply.header("cache-control"), "no-store");
  EXPECT_THAT(cookies(reply), ElementsAre("cameramonit_access=access-1", "cameramonit_refresh=refresh-1"));
  for (const std::string& cookie : reply.all("set-cookie")) {
    EXPECT_THAT(cookie, HasSubstr("; HttpOnly; SameSite=Strict"));
  }
  EXPECT_THAT(reply.all("set-cookie")[1], HasSubstr("; Path=/session;"));
  EXPECT_EQ(service_.clientAddress(), "127.0.0.1");
}

TEST_F(SessionTest, AWrongPasswordIsSaidSoAndSetsNothing) {
  const HttpReply reply = post("login", R"({"user": "anna", "password": "wrong"})");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(json::parse(reply.body)["reason"], "CREDENTIALS_WRONG");
  EXPECT_EQ(json::parse(reply.body)["code"], "UNAUTHENTICATED");
  EXPECT_TRUE(reply.all("set-cookie").empty());
}

TEST_F(SessionTest, AThrottledLoginSaysWhenToTryAgain) {
  const HttpReply reply = post("login", R"({"user": "throttled", "password": "x"})");
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.header("retry-after"), "30");
  EXPECT_EQ(json::parse(reply.body)["metadata"]["retry_after_s"], "30");
}

TEST_F(SessionTest, MalformedBodiesAreRefused) {
  for (const char* body : {"", "[]", "{", R"({"user": 1})", R"({"user": "anna", "admin": true})", "\xff"}) {
    const int status = post("login", body).status;
    EXPECT_TRUE(status == 400 || (status == 401 && *body == '\0')) << body << " " << status;
  }
  EXPECT_EQ(post("login", std::string(1 << 21, ' ')).status, 413);
  EXPECT_EQ(post("elsewhere", "{}").status, 404);
  EXPECT_EQ(fetch(gateway_->port(), "GET", "/session/login").status, 405);
}

TEST_F(SessionTest, AStaleTokenIsNotInTheWayOfALogin) {
  EXPECT_EQ(post("login", kAnna, {"cookie: cameramonit_access=stale"}).status, 200);
  EXPECT_EQ(service_.authorization(), "");
}

TEST_F(SessionTest, OtherSitesCannotLogAnybodyIn) {
  EXPECT_EQ(post("login", kAnna, {"origin: https://evil.example"}).status, 403);
  EXPECT_EQ(post("refresh", "{}", {"origin: https://evil.example", "cookie: cameramonit_refresh=refresh-1"}).status,
            403);
  EXPECT_EQ(post("logout", "{}", {"sec-fetch-site: same-site"}).status, 403);
  // What an HTML form can send.
  const HttpReply form = fetch(gateway_->port(), "POST", "/session/login",
                               {"content-type: application/x-www-form-urlencoded"}, "user=anna&password=right");
  EXPECT_EQ(form.status, 415);
  EXPECT_EQ(service_.refreshes(), 0);
}

TEST_F(SessionTest, RefreshExchangesTheCookie) {
  post("login", kAnna);
  const HttpReply reply = post("refresh", "{}", {"cookie: cameramonit_refresh=refresh-1"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body)["accessToken"], "access-2");
  EXPECT_THAT(cookies(reply), ElementsAre("cameramonit_access=access-2", "cameramonit_refresh=refresh-2"));
}

TEST_F(SessionTest, WithoutACookieNobodyIsLoggedIn) {
  const HttpReply reply = post("refresh", "{}");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(json::parse(reply.body)["reason"], "TOKEN_MISSING");
}

TEST_F(SessionTest, ARefusedRefreshTakesTheCookiesAway) {
  const HttpReply reply = post("refresh", "{}", {"cookie: cameramonit_refresh=stolen"});
  EXPECT_EQ(reply.status, 401);
  EXPECT_THAT(cookies(reply), ElementsAre("cameramonit_access=", "cameramonit_refresh="));
  EXPECT_THAT(reply.all("set-cookie")[0], HasSubstr("Max-Age=0"));
}

TEST_F(SessionTest, TabsThatWakeTogetherShareOneExchange) {
  post("login", kAnna);
  service_.hold(true);
  std::vector<std::thread> tabs;
  std::atomic<int> renewed{0};
  for (int i = 0; i < 5; ++i) {
    tabs.emplace_back([&] {
      const HttpReply reply = post("refresh", "{}", {"cookie: cameramonit_refresh=refresh-1"});
      if (reply.status == 200 && json::parse(reply.body)["accessToken"] == "access-2") ++renewed;
    });
  }
  ASSERT_TRUE(eventually([&] { return service_.refreshes() == 1; }));
  service_.hold(false);
  for (std::thread& tab : tabs) tab.join();
  EXPECT_EQ(renewed, 5);
  EXPECT_EQ(service_.refreshes(), 1);
  // And a page that was reloaded before it saw the answer.
  EXPECT_EQ(post("refresh", "{}", {"cookie: cameramonit_refresh=refresh-1"}).status, 200);
  EXPECT_EQ(service_.refreshes(), 1);
}

TEST_F(SessionTest, APasswordIsChangedWithTheCallersOwnToken) {
  const HttpReply reply =
      post("password", R"({"oldPassword": "right", "newPassword": "better"})", {"cookie: cameramonit_access=mine"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(service_.changedBy(), "Bearer mine");
  EXPECT_EQ(cookies(reply).size(), 2U);
  EXPECT_EQ(json::parse(reply.body)["accessToken"], "access-1");
  EXPECT_EQ(json::parse(reply.body)["user"]["name"], "users/anna") << "asked for with the new token";
  EXPECT_EQ(service_.authorization(), "Bearer access-1");
}

TEST_F(SessionTest, LogoutEndsTheSessionAndTakesTheCookiesAway) {
  post("login", kAnna);
  const HttpReply reply = post("logout", "{}", {"cookie: cameramonit_refresh=refresh-1"});
  EXPECT_EQ(reply.status, 204);
  EXPECT_EQ(service_.logouts(), 1);
  EXPECT_THAT(cookies(reply), ElementsAre("cameramonit_access=", "cameramonit_refresh="));
  EXPECT_EQ(post("logout", "{}").status, 204) << "as often as one likes";
}

TEST_F(SessionTest, BehindTlsTheCookiesAreBoundToIt) {
  web_gateway::GatewayOptions options;
  options.routes = {{"cameramonit.access.", service_.channel()}};
  options.secureCookies = true;
  TestGateway gateway(std::move(options));
  const HttpReply reply = fetch(gateway.port(), "POST", "/session/login", {"content-type: application/json"}, kAnna);
  EXPECT_THAT(reply.all("set-cookie")[0], StartsWith("__Host-cameramonit_access="));
  for (const std::string& cookie : reply.all("set-cookie")) EXPECT_THAT(cookie, HasSubstr("; Secure"));
}

}  // namespace
}  // namespace cameramonit::testing
