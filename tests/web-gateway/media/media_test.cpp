// Films by Range over real sockets.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/media/fake_media_service.h"
#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"

namespace cameramonit::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class MediaTest : public ::testing::Test {
 protected:
  MediaTest() {
    web_gateway::GatewayOptions options;
    options.routes = {{"cameramonit.media.", service_.channel()}};
    gateway_.emplace(std::move(options));
    size_ = std::to_string(film().size());
  }

  HttpReply get(const std::string& target, const std::vector<std::string>& fields = {}) {
    return fetch(gateway_->port(), "GET", target, fields);
  }
  static const std::string& film() { return FakeMediaService::film(); }

  FakeMediaService service_;
  std::optional<TestGateway> gateway_;
  std::string size_;
};

TEST_F(MediaTest, SendsTheWholeFilm) {
  const HttpReply reply = get("/media/film");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, film());
  EXPECT_EQ(reply.header("content-length"), size_);
  EXPECT_EQ(reply.header("content-type"), "video/mp4");
  EXPECT_EQ(reply.header("accept-ranges"), "bytes");
  EXPECT_EQ(reply.header("etag"), FakeMediaService::kEtag);
  EXPECT_EQ(reply.header("content-disposition"), "inline; filename*=UTF-8''brama%20%22g%C5%82%C3%B3wna%22.mp4");
  EXPECT_EQ(get("/media/film/brama.mp4").body, film()) << "a file name may follow";
  EXPECT_THAT(get("/media/film?download=1").header("content-disposition"), StartsWith("attachment"));
}

TEST_F(MediaTest, SendsRanges) {
  const auto range = [this](const std::string& value) { return get("/media/film", {"range: " + value}); };
  const HttpReply some = range("bytes=100000-299999");
  EXPECT_EQ(some.status, 206);
  EXPECT_EQ(some.body, film().substr(100'000, 200'000));
  EXPECT_EQ(some.header("content-range"), "bytes 100000-299999/" + size_);
  EXPECT_EQ(some.header("content-length"), "200000");
  EXPECT_EQ(service_.reads(), 1) << "one call is enough";
  EXPECT_EQ(range("bytes=0-").body, film());
  EXPECT_EQ(range("bytes=0-").status, 206) << "players ask so to learn whether ranges work";
  EXPECT_EQ(range("bytes=0-0").body, film().substr(0, 1));
  EXPECT_EQ(range("bytes=-1000").body, film().substr(film().size() - 1000));
  EXPECT_EQ(range("bytes=2999990-99999999").body, film().substr(2'999'990));
  EXPECT_EQ(range("bytes=0-18446744073709551615").body, film());
}

TEST_F(MediaTest, ARangeBehindTheEndIsSaidToBe) {
  for (const char* value : {"bytes=99999999-", "bytes=99999999-100000000", "bytes=-0", "bytes=9223372036854775807-",
                            "bytes=99999999999999999999-"}) {
    const HttpReply reply = get("/media/film", {std::string("range: ") + value});
    EXPECT_EQ(reply.status, 416) << value;
    EXPECT_EQ(reply.header("content-range"), "bytes */" + size_) << value;
  }
  const HttpReply atEnd = get("/media/film", {"range: bytes=" + size_ + "-"});
  EXPECT_EQ(atEnd.status, 416);
}

TEST_F(MediaTest, WhatIsNoRangeMeansTheWhole) {
  for (const char* value : {"bytes=5-1", "bytes=0-1,4-5", "pages=1-2", "bytes=x"}) {
    const HttpReply reply = get("/media/film", {std::string("range: ") + value});
    EXPECT_EQ(reply.status, 200) << value;
    EXPECT_EQ(reply.body.size(), film().size()) << value;
  }
}

TEST_F(MediaTest, AnswersHead) {
  const HttpReply reply = fetch(gateway_->port(), "HEAD", "/media/film", {});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.header("content-length"), size_);
  EXPECT_EQ(reply.header("etag"), FakeMediaService::kEtag);
  EXPECT_TRUE(eventually([this] { return service_.open() == 0; })) << "the read for it has ended";
}

TEST_F(MediaTest, AnUnchangedFilmIsNotSentAgain) {
  const HttpReply reply = get("/media/film", {"if-none-match: \"v1\""});
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(reply.header("etag"), FakeMediaService::kEtag);
  EXPECT_EQ(get("/media/film", {"if-none-match: \"v0\""}).status, 200);
}

TEST_F(MediaTest, ARangeOfAnotherVersionIsTheWholeOfThisOne) {
  const std::string range = "range: bytes=0-9";
  EXPECT_EQ(get("/media/film", {range, "if-range: \"v1\""}).status, 206);
  EXPECT_EQ(get("/media/film", {range, "if-range: \"v0\""}).status, 200);
  EXPECT_EQ(get("/media/film", {range, "if-range: W/\"v1\""}).status, 200);
  EXPECT_EQ(get("/media/film", {"range: bytes=99999999-", "if-range: \"v0\""}).status, 200);
}

TEST_F(MediaTest, AnEmptyFilmIsEmpty) {
  EXPECT_EQ(get("/media/empty").status, 200);
  EXPECT_EQ(get("/media/empty").header("content-length"), "0");
  EXPECT_EQ(get("/media/empty", {"range: bytes=0-"}).status, 416);
}

TEST_F(MediaTest, RefusalsAreSaidInWords) {
  const HttpReply expired = get("/media/expired");
  EXPECT_EQ(expired.status, 403);
  EXPECT_THAT(expired.body, HasSubstr("expired"));
  EXPECT_THAT(get("/media/expired", {"accept-language: pl-PL,pl;q=0.9"}).body, HasSubstr("wygasł"));
  EXPECT_EQ(get("/media/forged").status, 403);
  EXPECT_EQ(get("/media/missing").status, 404);
  EXPECT_EQ(get("/media/missing").header("cache-control"), "no-store");
  EXPECT_EQ(get("/media/").status, 404);
  EXPECT_EQ(get("/media/a/b/c").status, 404);
  EXPECT_EQ(get("/media/" + std::string(3000, 'a')).status, 404);
  EXPECT_EQ(fetch(gateway_->port(), "POST", "/media/film").status, 405);
  EXPECT_EQ(fetch(gateway_->port(), "HEAD", "/media/expired").status, 403);
}

TEST_F(MediaTest, AFilmThatBreaksOffIsSeenToBeIncomplete) {
  const HttpReply reply = get("/media/broken");
  EXPECT_EQ(reply.status, 200);
  EXPECT_FALSE(reply.complete);
  EXPECT_LT(reply.body.size(), film().size());
}

TEST_F(MediaTest, AFilmThatChangesBetweenTwoReadsIsNotMixed) {
  EXPECT_EQ(get("/media/changing", {"range: bytes=-10"}).status, 502);
}

TEST_F(MediaTest, NothingRunsInTheBrowser) {
  const HttpReply reply = get("/media/script");
  EXPECT_EQ(reply.header("content-type"), "application/octet-stream");
  EXPECT_THAT(reply.header("content-disposition"), StartsWith("attachment"));
  EXPECT_THAT(reply.header("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_EQ(reply.header("x-content-type-options"), "nosniff");
}

TEST_F(MediaTest, APlayerThatSeeksAwayEndsTheRead) {
  {
    RawClient player(gateway_->port());
    player.send(request("GET", "/media/film"));
    player.readSome();
    ASSERT_TRUE(eventually([this] { return service_.reads() == 1; }));
  }
  EXPECT_TRUE(eventually([this] { return service_.open() == 0; }));
}

TEST_F(MediaTest, TokensDoNotReachTheLog) {
  get("/media/film");
  ASSERT_TRUE(eventually([this] { return gateway_->log().find("http.request") != std::string::npos; }));
  EXPECT_EQ(gateway_->log().find("/media/film"), std::string::npos);
}

}  // namespace
}  // namespace cameramonit::testing
