#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/web-gateway/support/raw_client.h"
#include "tests/web-gateway/support/test_gateway.h"
#include "web-gateway/http/server.h"

namespace cameramonit::http {

/// A handler made of a function.
class FunctionHandler final : public Handler {
 public:
  using Function = std::function<void(Request, std::shared_ptr<ResponseWriter>)>;
  explicit FunctionHandler(Function function) : function_(std::move(function)) {}
  void handle(Request request, std::shared_ptr<ResponseWriter> writer) override {
    function_(std::move(request), std::move(writer));
  }

 private:
  const Function function_;
};

/// A server on a free port that answers every request with `handler`; by default with method, path and body.
class ServerTest : public ::testing::Test {
 protected:
  void start(ServerOptions options = {}, FunctionHandler::Function function = echo) {
    handler_ = std::make_unique<FunctionHandler>(std::move(function));
    auto server = Server::start(std::move(options), *handler_);
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  std::uint16_t port() const { return server_->port(); }

  static void echo(Request request, const std::shared_ptr<ResponseWriter>& writer) {
    Response response;
    response.body = std::make_shared<std::string>(request.method + " " + request.path + " " + request.body);
    writer->send(std::move(response));
  }

  static ServerOptions hasty() {
    ServerOptions options;
    options.timeouts = cameramonit::testing::TestGateway::hastyTimeouts();
    return options;
  }

  std::unique_ptr<FunctionHandler> handler_;
  std::unique_ptr<Server> server_;
};

}  // namespace cameramonit::http
