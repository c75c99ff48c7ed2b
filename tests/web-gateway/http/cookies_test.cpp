#include "web-gateway/http/cookies.h"

#include <gtest/gtest.h>

#include "web-gateway/http/session_cookies.h"

namespace cameramonit::http {
namespace {

TEST(CookiesTest, AreNeverForScriptsAndNeverForOtherSites) {
  EXPECT_EQ(formatCookie({"a", "v1._-", "/session", absl::Minutes(1), true}),
            "a=v1._-; Path=/session; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(formatCookie({"a", "", "/", absl::ZeroDuration(), false}),
            "a=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
}

TEST(CookiesTest, NothingBreaksOutOfItsPlace) {
  EXPECT_FALSE(formatCookie({"a", "v; Domain=evil", "/", absl::Minutes(1), true}));
  EXPECT_FALSE(formatCookie({"a", "v\r\nset-cookie: b", "/", absl::Minutes(1), true}));
  EXPECT_FALSE(formatCookie({"a b", "v", "/", absl::Minutes(1), true}));
  EXPECT_FALSE(formatCookie({"a", "v", "/; Domain=evil", absl::Minutes(1), true}));
}

TEST(CookiesTest, AreFoundByTheirWholeName) {
  EXPECT_EQ(findCookie("xa=1; a=2; b=3", "a"), "2");
  EXPECT_EQ(findCookie("a=x=y", "a"), "x=y");
  EXPECT_FALSE(findCookie("aa=1", "a"));
  EXPECT_FALSE(findCookie("a", "a"));
  EXPECT_FALSE(findCookie("", "a"));
}

TEST(SessionCookiesTest, AreBoundToTheHostUnderTls) {
  const SessionCookies cookies(true);
  EXPECT_EQ(cookies.setAccess("t", absl::Minutes(1))->substr(0, 28), "__Host-cameramonit_access=t;");
  EXPECT_NE(cookies.setRefresh("t", absl::Minutes(1))->find("__Secure-cameramonit_refresh=t; Path=/session;"),
            std::string::npos);
}

TEST(SessionCookiesTest, CountOnlyForPagesOfOurs) {
  const SessionCookies cookies(false);
  const OriginPolicy origins;
  Request request;
  request.headers.add("host", "cam.example");
  request.headers.add("cookie", "cameramonit_access=t");
  EXPECT_EQ(cookies.authorization(request, origins), "Bearer t");
  request.headers.set("origin", "https://cam.example");
  EXPECT_EQ(cookies.authorization(request, origins), "Bearer t");
  request.headers.set("origin", "https://evil.example");
  EXPECT_EQ(cookies.authorization(request, origins), "");
  request.headers.remove("origin");
  request.headers.set("sec-fetch-site", "cross-site");
  EXPECT_EQ(cookies.authorization(request, origins), "");
}

}  // namespace
}  // namespace cameramonit::http
