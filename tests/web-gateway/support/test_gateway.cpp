#include "tests/web-gateway/support/test_gateway.h"

#include <stdlib.h>

#include <fstream>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace cameramonit::testing {
namespace {

class StringSink final : public log::Logger::Sink {
 public:
  explicit StringSink(std::string& text) : text_(text) {}
  void write(log::Level, std::string_view line) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    text_.append(line).append("\n");
  }

 private:
  std::mutex mutex_;
  std::string& text_;
};

std::filesystem::path makeWebRoot() {
  std::string pattern = std::filesystem::temp_directory_path() / "gateway-web-XXXXXX";
  const std::filesystem::path root = ::mkdtemp(pattern.data());
  std::filesystem::create_directories(root / "assets");
  std::ofstream(root / "index.html") << "<!doctype html><title>client</title>";
  std::ofstream(root / "assets/index-B3x9kQz1.js") << "console.log(1);";
  std::ofstream(root / "assets/index-B3x9kQz1.js.br") << "compressed";
  return root;
}

}  // namespace

TestGateway::TestGateway(web_gateway::GatewayOptions options)
    : webRoot_(makeWebRoot()), logger_({}, clock_, std::make_unique<StringSink>(log_)) {
  options.webRoot = webRoot_;
  auto gateway = web_gateway::Gateway::start(std::move(options), {clock_, logger_, metrics_});
  if (!gateway.ok()) throw std::runtime_error(std::string(gateway.status().message()));
  gateway_ = *std::move(gateway);
}

TestGateway::~TestGateway() {
  gateway_.reset();
  std::filesystem::remove_all(webRoot_);
}

http::ServerTimeouts TestGateway::hastyTimeouts() {
  http::ServerTimeouts timeouts;
  timeouts.header = timeouts.body = absl::Milliseconds(400);
  timeouts.idle = absl::Milliseconds(600);
  timeouts.write = absl::Milliseconds(500);
  timeouts.linger = absl::Milliseconds(200);
  timeouts.tick = absl::Milliseconds(20);
  return timeouts;
}

}  // namespace cameramonit::testing
