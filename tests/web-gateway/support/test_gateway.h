#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/metrics.h"
#include "web-gateway/gateway.h"

namespace cameramonit::testing {

/// A gateway on a free port, with a web client of three files in a folder of its own.
class TestGateway {
 public:
  explicit TestGateway(web_gateway::GatewayOptions options);
  ~TestGateway();

  std::uint16_t port() const { return gateway_->port(); }
  web_gateway::Gateway& operator*() { return *gateway_; }
  web_gateway::Gateway* operator->() { return gateway_.get(); }
  const std::string& log() const { return log_; }
  rpc::Metrics& metrics() { return metrics_; }

  /// Short deadlines, so that tests of slowness are quick.
  static http::ServerTimeouts hastyTimeouts();

 private:
  std::filesystem::path webRoot_;
  base::SystemClock clock_;
  std::string log_;
  log::Logger logger_;
  rpc::Metrics metrics_;
  std::unique_ptr<web_gateway::Gateway> gateway_;
};

}  // namespace cameramonit::testing
