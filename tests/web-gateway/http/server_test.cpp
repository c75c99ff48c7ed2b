#include "web-gateway/http/server.h"

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/http/server_fixture.h"

namespace cameramonit::http {
namespace {

using cameramonit::testing::eventually;
using cameramonit::testing::fetch;
using cameramonit::testing::HttpReply;
using cameramonit::testing::RawClient;
using cameramonit::testing::request;
using ::testing::HasSubstr;

TEST_F(ServerTest, KeepsTheConnection) {
  start();
  RawClient client(port());
  for (int i = 0; i < 5; ++i) {
    client.send(request("POST", "/" + std::to_string(i), {}, "body"));
    const HttpReply reply = client.read();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "POST /" + std::to_string(i) + " body");
    EXPECT_EQ(reply.header("connection"), "keep-alive");
    EXPECT_NE(reply.header("date"), "");
  }
  EXPECT_EQ(server_->stats()->connectionsAccepted, 1U);
}

TEST_F(ServerTest, ClosesWhenAsked) {
  start();
  RawClient client(port());
  client.send(request("GET", "/", {"connection: close"}));
  EXPECT_EQ(client.read().header("connection"), "close");
  EXPECT_TRUE(client.closesWithin(absl::Seconds(5)));
}

TEST_F(ServerTest, SpeaksHttp10) {
  start({}, [](Request, const std::shared_ptr<ResponseWriter>& writer) {
    writer->start({});
    writer->write("streamed", [writer](bool) { writer->finish(); });
  });
  RawClient client(port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  const HttpReply reply = client.read();
  EXPECT_EQ(reply.header("transfer-encoding"), "");
  EXPECT_EQ(reply.body, "streamed");
}

TEST_F(ServerTest, AHeadHasTheLengthButNoBody) {
  start();
  RawClient client(port());
  client.send(request("HEAD", "/abc") + request("GET", "/next"));
  const HttpReply head = client.read(true);
  EXPECT_EQ(head.header("content-length"), "10");
  EXPECT_EQ(client.read().body, "GET /next ");
}

TEST_F(ServerTest, AnswersInOrderThoughPipelinedAndLate) {
  std::vector<std::thread> threads;
  start({}, [&threads](Request request, std::shared_ptr<ResponseWriter> writer) {
    threads.emplace_back([path = request.path, writer = std::move(writer)] {
      cameramonit::testing::pauseBriefly();
      Response response;
      response.body = std::make_shared<std::string>(path);
      writer->send(std::move(response));
    });
  });
  RawClient client(port());
  std::string all;
  for (int i = 0; i < 50; ++i) all += request("GET", "/" + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.read().body, "/" + std::to_string(i));
  for (std::thread& thread : threads) thread.join();
}

TEST_F(ServerTest, MoreThanTheReadAheadMayBePipelined) {
  start();
  RawClient client(port());
  const std::string body(50'000, 'b');
  std::thread sender([&] {
    for (int i = 0; i < 20; ++i) client.send(request("POST", "/", {}, body));
  });
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.read().body.size(), body.size() + 7);
  sender.join();
}

TEST_F(ServerTest, LargeBodiesArriveWhole) {
  std::string large;
  for (int i = 0; large.size() < 8'000'000; ++i) large += std::to_string(i);
  start({}, [&large](Request, const std::shared_ptr<ResponseWriter>& writer) {
    Response response;
    response.body = std::make_shared<std::string>(large);
    writer->send(std::move(response));
  });
  EXPECT_EQ(fetch(port(), "GET", "/").body, large);
}

TEST_F(ServerTest, TellsWhoWaitsToContinue) {
  start();
  RawClient client(port());
  client.send("POST / HTTP/1.1\r\nhost: h\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("body");
  EXPECT_EQ(client.read().body, "POST / body");
}

TEST_F(ServerTest, AnAbortedResponseIsSeenToBeIncomplete) {
  start({}, [](Request request, const std::shared_ptr<ResponseWriter>& writer) {
    ResponseHead head;
    if (request.path == "/length") head.contentLength = 100;
    writer->start(std::move(head));
    writer->write("begin", [writer](bool) { writer->abort(); });
  });
  for (const char* path : {"/chunked", "/length"}) {
    const HttpReply reply = fetch(port(), "GET", path);
    EXPECT_EQ(reply.body, "begin") << path;
    EXPECT_FALSE(reply.complete) << path;
  }
}

TEST_F(ServerTest, ABodyOfAnotherLengthThanPromisedIsCutNotMisread) {
  start({}, [](Request request, const std::shared_ptr<ResponseWriter>& writer) {
    ResponseHead head;
    head.contentLength = 5;
    writer->start(std::move(head));
    writer->write(request.path == "/short" ? "abc" : "abcdefgh", nullptr);
    writer->finish();
  });
  EXPECT_FALSE(fetch(port(), "GET", "/short").complete);
  EXPECT_FALSE(fetch(port(), "GET", "/long").complete);
}

TEST_F(ServerTest, AHandlerLearnsThatTheClientHasGone) {
  std::atomic<int> gone{0};
  std::atomic<int> asked{0};
  start({}, [&](Request, const std::shared_ptr<ResponseWriter>& writer) {
    writer->onGone([&gone, writer] {
      ++gone;
      writer->write("too late", [](bool sent) { EXPECT_FALSE(sent); });
    });
    ++asked;
  });
  {
    RawClient leaves(port());
    leaves.send(request("GET", "/"));
    RawClient resets(port());
    resets.send(request("GET", "/"));
    ASSERT_TRUE(eventually([&] { return asked == 2; }));
    EXPECT_EQ(gone, 0);
    resets.reset();
  }
  EXPECT_TRUE(eventually([&] { return gone == 2; }));
  EXPECT_EQ(server_->stats()->clientsGone, 2U);
}

TEST_F(ServerTest, HeaderValuesOfHandlersCannotBreakOut) {
  start({}, [](Request request, const std::shared_ptr<ResponseWriter>& writer) {
    Response response;
    response.head.headers.add("x-echo", request.path);
    response.head.headers.add("x-evil", "a\r\nset-cookie: stolen=1\r\n\r\n<script>");
    writer->send(std::move(response));
  });
  const HttpReply reply = fetch(port(), "GET", "/ok");
  EXPECT_EQ(reply.header("x-echo"), "/ok");
  EXPECT_EQ(reply.header("x-evil"), "");
  EXPECT_EQ(reply.header("set-cookie"), "");
}

TEST_F(ServerTest, WritesTheAccessLog) {
  ServerOptions options;
  std::mutex mutex;
  std::vector<AccessRecord> records;
  options.accessLog = [&](const AccessRecord& record) {
    const std::lock_guard<std::mutex> lock(mutex);
    records.push_back(record);
  };
  start(std::move(options));
  fetch(port(), "GET", "/a?token=secret");
  fetch(port(), "GET", "/../b");
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard<std::mutex> lock(mutex);
    return records.size() == 2;
  }));
  EXPECT_EQ(records[0].path, "/a");
  EXPECT_EQ(records[0].peer, "127.0.0.1");
  EXPECT_EQ(records[0].status, 200);
  EXPECT_TRUE(records[0].complete);
  EXPECT_GT(records[0].bytesSent, 10U);
  EXPECT_EQ(records[1].status, 400);
}

TEST_F(ServerTest, APortThatIsTakenIsReported) {
  start();
  ServerOptions options;
  options.port = port();
  EXPECT_EQ(Server::start(options, *handler_).status().code(), absl::StatusCode::kUnavailable);
  options.address = "localhost";
  EXPECT_EQ(Server::start(options, *handler_).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ServerTest, DrainsAndStops) {
  std::shared_ptr<ResponseWriter> open;
  start({}, [&open](Request, std::shared_ptr<ResponseWriter> writer) { open = std::move(writer); });
  RawClient busy(port());
  RawClient idle(port());
  busy.send(request("GET", "/"));
  ASSERT_TRUE(eventually([&] { return server_->stats()->connectionsOpen == 2 && open != nullptr; }));
  server_->drain();
  EXPECT_TRUE(idle.closesWithin(absl::Seconds(5)));
  EXPECT_FALSE(server_->awaitIdle(absl::Milliseconds(50)));
  EXPECT_FALSE(RawClient(port()).connected()) << "accepts nobody new";
  Response response;
  response.body = std::make_shared<std::string>("the last");
  open->send(std::move(response));
  const HttpReply reply = busy.read();
  EXPECT_EQ(reply.body, "the last");
  EXPECT_EQ(reply.header("connection"), "close");
  EXPECT_TRUE(busy.closesWithin(absl::Seconds(5)));
  EXPECT_TRUE(server_->awaitIdle(absl::Seconds(5)));
  server_->stop();
  server_->stop();
}

TEST_F(ServerTest, AWriterMayOutliveTheServer) {
  std::shared_ptr<ResponseWriter> open;
  start({}, [&open](Request, std::shared_ptr<ResponseWriter> writer) { open = std::move(writer); });
  RawClient client(port());
  client.send(request("GET", "/"));
  ASSERT_TRUE(eventually([&] { return open != nullptr; }));
  server_.reset();
  bool sent = true;
  open->start({});
  open->write("nobody", [&sent](bool ok) { sent = ok; });
  open->finish();
  EXPECT_FALSE(sent);
}

}  // namespace
}  // namespace cameramonit::http
