#include "web-gateway/http/wire_format.h"

#include <gtest/gtest.h>

namespace cameramonit::http {
namespace {

TEST(WireFormatTest, WritesAHead) {
  ResponseHead head;
  head.headers.add("X-One", "1");
  head.contentLength = 5;
  EXPECT_EQ(formatHead(head, {BodyFraming::kLength, true, "date: now\r\n"}),
            "HTTP/1.1 200 OK\r\ndate: now\r\nx-one: 1\r\ncontent-length: 5\r\nconnection: keep-alive\r\n\r\n");
}

TEST(WireFormatTest, LeavesOutWhatWouldBreakTheMessage) {
  ResponseHead head;
  head.status = 204;
  head.headers.add("x-evil", "1\r\nset-cookie: a=b");
  head.headers.add("transfer-encoding", "chunked");
  head.headers.add("content-length", "9");
  head.headers.add("connection", "upgrade");
  EXPECT_EQ(formatHead(head, {BodyFraming::kNone, false, ""}), "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
}

TEST(WireFormatTest, WritesTheDateAsTheStandardSays) {
  EXPECT_EQ(formatDateLine(absl::FromUnixSeconds(784111777)), "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
}

std::string content(const OutputQueue& queue) {
  std::string all;
  for (const std::string_view view : queue.views()) all.append(view);
  return all;
}

TEST(OutputQueueTest, GathersSmallPiecesAndKeepsLargeOnesApart) {
  OutputQueue queue;
  queue.append(std::string("ab"));
  queue.append(std::string("cd"));
  EXPECT_EQ(queue.views().size(), 1U);
  const auto large = std::make_shared<const std::string>(100'000, 'x');
  queue.append(large);
  queue.append(std::string("ef"));
  ASSERT_EQ(queue.views().size(), 3U);
  EXPECT_EQ(queue.views()[1].data(), large->data()) << "not copied";
  EXPECT_EQ(content(queue), "abcd" + *large + "ef");
}

TEST(OutputQueueTest, IsConsumedInAnySteps) {
  for (const std::size_t step : {1, 3, 20'000, 1'000'000}) {
    OutputQueue queue;
    std::string expected;
    for (int i = 0; i < 5; ++i) {
      const std::string piece(10'000, static_cast<char>('a' + i));
      queue.append(piece);
      expected += piece;
    }
    std::string seen;
    while (!queue.empty()) {
      const std::string before = content(queue);
      ASSERT_EQ(before.size(), queue.size());
      seen += before.substr(0, step);
      queue.consume(step);
      if (step < 100) {  // far enough to see that it works
        EXPECT_EQ(content(queue), before.substr(step));
        if (seen.size() > 300) return;
      }
    }
    EXPECT_EQ(seen, expected);
  }
}

}  // namespace
}  // namespace cameramonit::http
