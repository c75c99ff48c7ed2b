#include "web-gateway/http/request_parser.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

using State = RequestParser::State;

RequestLimits smallLimits() {
  return {1024, 20, 100};
}

/// Feeds the bytes in pieces of `step`, keeping what was not taken, as a connection does.
State feedAll(RequestParser& parser, std::string_view bytes, std::size_t step) {
  std::string waiting;
  while (!bytes.empty() && (parser.state() == State::kHeader || parser.state() == State::kBody)) {
    waiting.append(bytes.substr(0, step));
    bytes.remove_prefix(std::min(step, bytes.size()));
    waiting.erase(0, parser.feed(waiting));
  }
  return parser.state();
}

int failureOf(std::string_view bytes) {
  int failure = -1;
  for (const std::size_t step : {bytes.size(), std::size_t{1}, std::size_t{7}}) {
    RequestParser parser(smallLimits());
    const State state = feedAll(parser, bytes, step);
    const int now = state == State::kFailed ? parser.failure() : state == State::kComplete ? 0 : 1;
    EXPECT_TRUE(failure == -1 || failure == now) << "differs in steps of " << step;
    failure = now;
  }
  return failure;
}

TEST(RequestParserTest, ReadsARequestHoweverItIsCut) {
  constexpr std::string_view kBytes =
      "POST /a%20b?q=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-One: v\r\n\r\nhello";
  for (std::size_t step = 1; step <= kBytes.size(); ++step) {
    RequestParser parser(smallLimits());
    ASSERT_EQ(feedAll(parser, kBytes, step), State::kComplete) << step;
    const Request request = parser.take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/a b");
    EXPECT_EQ(request.query, "q=1");
    EXPECT_EQ(request.headers.get("x-one"), "v");
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(request.keepAlive);
  }
}

TEST(RequestParserTest, ReadsChunks) {
  RequestParser parser(smallLimits());
  ASSERT_EQ(feedAll(parser,
                    "POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n"
                    "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\ntrailer: x\r\n\r\n",
                    1),
            State::kComplete);
  EXPECT_EQ(parser.take().body, "abcde");
}

TEST(RequestParserTest, LeavesTheNextRequestAlone) {
  RequestParser parser(smallLimits());
  const std::string one = "GET /1 HTTP/1.1\r\nhost: h\r\n\r\n";
  const std::string two = "GET /2 HTTP/1.1\r\nhost: h\r\n\r\n";
  EXPECT_EQ(parser.feed(one + two), one.size());
  EXPECT_EQ(parser.take().path, "/1");
  EXPECT_FALSE(parser.begun());
  EXPECT_EQ(parser.feed(two), two.size());
  EXPECT_EQ(parser.take().path, "/2");
}

TEST(RequestParserTest, KeepsOrEndsTheConnection) {
  const auto keeps = [](const std::string& text) {
    RequestParser parser(smallLimits());
    parser.feed(text);
    return parser.take().keepAlive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nhost: h\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nhost: h\r\nconnection: Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"));
}

TEST(RequestParserTest, RefusesWhatTwoParsersCouldReadDifferently) {
  EXPECT_EQ(failureOf("GET / HTTP/1.1\r\n\r\n"), 400) << "no host";
  EXPECT_EQ(failureOf("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\ncontent-length: 1\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: +1\r\n\r\na"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: -1\r\n\r\na"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.0\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 501);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: xchunked\r\n\r\n"), 501);
  EXPECT_EQ(failureOf("GET / HTTP/1.1\r\nhost : h\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\nzzz\r\n"), 400);
}

TEST(RequestParserTest, RefusesNonsense) {
  EXPECT_EQ(failureOf("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("GET /\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("GET / HTTP/2.0\r\nhost: h\r\n\r\n"), 505);
  EXPECT_EQ(failureOf("GET /../x HTTP/1.1\r\nhost: h\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("GET http://a/ HTTP/1.1\r\nhost: h\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("GET / HTTP/1.1\r\nhost: h\r\nx: a\x01\r\n\r\n"), 400);
  EXPECT_EQ(failureOf("GET / HTTP/1.1\r\nhost: h\r\nexpect: miracles\r\n\r\n"), 417);
}

TEST(RequestParserTest, HeadersHaveALimit) {
  const std::string start = "GET / HTTP/1.1\r\nhost: h\r\n";
  EXPECT_EQ(failureOf(start + "x: " + std::string(2000, 'a') + "\r\n\r\n"), 431);
  EXPECT_EQ(failureOf("GET /" + std::string(2000, 'a')), 431) << "no end in sight";
  std::string many = start;
  for (int i = 0; i < 25; ++i) many += "x: 1\r\n";
  EXPECT_EQ(failureOf(many + "\r\n"), 431);
}

TEST(RequestParserTest, BodiesHaveALimit) {
  const std::string start = "POST / HTTP/1.1\r\nhost: h\r\n";
  EXPECT_EQ(failureOf(start + "content-length: 100\r\n\r\n" + std::string(100, 'a')), 0);
  EXPECT_EQ(failureOf(start + "content-length: 101\r\n\r\n"), 413) << "said before it is sent";
  EXPECT_EQ(failureOf(start + "content-length: 18446744073709551615\r\n\r\n"), 413);
  std::string chunked = start + "transfer-encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunked += "a\r\n0123456789\r\n";
  EXPECT_EQ(failureOf(chunked), 413);
}

TEST(RequestParserTest, AnEndlessChunkExtensionIsCutOff) {
  EXPECT_GE(failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n1;" + std::string(5000, 'a')),
            400);
  EXPECT_GE(
      failureOf("POST / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: " + std::string(5000, 'a')),
      400);
}

TEST(RequestParserTest, KnowsWhoWaitsToContinue) {
  RequestParser parser(smallLimits());
  parser.feed("POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  EXPECT_EQ(parser.state(), State::kBody);
  EXPECT_TRUE(parser.expectsContinue());
}

}  // namespace
}  // namespace cameramonit::http
