// What a client can hold, and for how long.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web-gateway/http/server_fixture.h"

namespace cameramonit::http {
namespace {

using cameramonit::testing::eventually;
using cameramonit::testing::fetch;
using cameramonit::testing::HttpReply;
using cameramonit::testing::pauseBriefly;
using cameramonit::testing::RawClient;
using cameramonit::testing::request;

TEST_F(ServerTest, AHeaderThatDribblesInIsCutOff) {
  start(hasty());
  RawClient client(port());
  client.send("GET / HTTP/1.1\r\nhost: h\r\n");
  // A byte now and then must not put the deadline off.
  const absl::Time began = absl::Now();
  while (server_->stats()->timeouts == 0 && absl::Now() - began < absl::Seconds(10)) {
    client.send("x");
    for (int i = 0; i < 10; ++i) pauseBriefly();
  }
  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
  EXPECT_EQ(client.read().status, 408);
  EXPECT_TRUE(client.closesWithin(absl::Seconds(5)));
}

TEST_F(ServerTest, ABodyThatDribblesInIsCutOff) {
  start(hasty());
  RawClient client(port());
  client.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 100000\r\n\r\n");
  const absl::Time began = absl::Now();
  while (server_->stats()->timeouts == 0 && absl::Now() - began < absl::Seconds(10)) {
    client.send("x");
    for (int i = 0; i < 10; ++i) pauseBriefly();
  }
  EXPECT_LT(absl::Now() - began, absl::Seconds(5));
  EXPECT_EQ(client.read().status, 408);
}

TEST_F(ServerTest, ASilentConnectionIsClosed) {
  start(hasty());
  RawClient never(port());
  RawClient after(port());
  after.send(request("GET", "/"));
  EXPECT_EQ(after.read().status, 200);
  EXPECT_TRUE(never.closesWithin(absl::Seconds(5)));
  EXPECT_TRUE(after.closesWithin(absl::Seconds(5)));
}

TEST_F(ServerTest, AClientThatDoesNotReadIsCutOff) {
  std::atomic<bool> gone{false};
  start(hasty(), [&gone](Request, const std::shared_ptr<ResponseWriter>& writer) {
    writer->onGone([&gone] { gone = true; });
    writer->start({});
    writer->write(std::string(64 << 20, 'x'), nullptr);
  });
  RawClient client(port());
  client.send(request("GET", "/"));
  EXPECT_TRUE(eventually([&] { return gone.load(); }));
}

TEST_F(ServerTest, AWaitingHandlerIsNotTheClientsFault) {
  std::shared_ptr<ResponseWriter> open;
  start(hasty(), [&open](Request, std::shared_ptr<ResponseWriter> writer) { open = std::move(writer); });
  RawClient client(port());
  client.send(request("GET", "/"));
  ASSERT_TRUE(eventually([&] { return open != nullptr; }));
  EXPECT_FALSE(client.closesWithin(absl::Milliseconds(1500))) << "longer than every timeout";
  open->send(plainResponse(200, "done"));
  EXPECT_EQ(client.read().status, 200);
}

TEST_F(ServerTest, OversizeRequestsAreRefusedWithAReason) {
  start();
  EXPECT_EQ(fetch(port(), "GET", "/", {"x-long: " + std::string(20'000, 'a')}).status, 431);
  EXPECT_EQ(fetch(port(), "GET", "/" + std::string(20'000, 'a')).status, 431);
  RawClient client(port());
  client.send("POST / HTTP/1.1\r\nhost: h\r\ncontent-length: 99999999\r\n\r\n");
  client.send(std::string(3 << 20, 'x'));
  EXPECT_EQ(client.read().status, 413) << "readable though the client is still sending";
  EXPECT_TRUE(client.closesWithin(absl::Seconds(5)));
}

TEST_F(ServerTest, OneAddressCannotTakeAllConnections) {
  ServerOptions options;
  options.connectionsPerAddress = 3;
  start(std::move(options));
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->send(request("GET", "/"));
    EXPECT_EQ(clients.back()->read().status, 200);
  }
  EXPECT_EQ(RawClient(port()).read().status, 503);
  EXPECT_EQ(server_->stats()->connectionsRefused, 1U);
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return fetch(port(), "GET", "/").status == 200; }));
}

TEST_F(ServerTest, AThousandConnectionsLeaveNothingBehind) {
  start();
  const auto visit = [this](int times) {
    for (int i = 0; i < times; ++i) {
      RawClient client(port());
      client.send(i % 2 == 0 ? request("GET", "/") : "GET / HT");
      if (i % 2 == 0) client.read();
      if (i % 3 == 0) client.reset();
    }
    EXPECT_TRUE(eventually([&] { return server_->stats()->connectionsOpen == 0; }));
  };
  visit(50);
  const std::size_t before = cameramonit::testing::openDescriptors();
  visit(1000);
  EXPECT_LE(cameramonit::testing::openDescriptors(), before);
}

}  // namespace
}  // namespace cameramonit::http
