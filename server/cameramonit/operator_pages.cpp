#include "server/cameramonit/operator_pages.h"

#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "common/base/status.h"
#include "web-gateway/http/server.h"
#include "web-gateway/request_router.h"

namespace cameramonit {

absl::StatusOr<ListenAddress> parseListenAddress(const std::string& key, const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::uint32_t port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(text.substr(colon + 1), &port) || port > 65535) {
    return base::invalidArgument(type::v1::ERROR_REASON_SETTING_INVALID,
                                 absl::StrCat(key, " must be like 127.0.0.1:8787, not ", text));
  }
  return ListenAddress{text.substr(0, colon), static_cast<std::uint16_t>(port)};
}

class OperatorPages::Impl {
 public:
  explicit Impl(const rpc::Metrics& metrics) : pages_([&metrics] { return metrics.text(); }, nullptr) {}
  ~Impl() {
    if (server_) server_->stop();
  }

  absl::Status start(const ListenAddress& address) {
    http::ServerOptions options;
    options.address = address.host;
    options.port = address.port;
    options.connections = 32;
    CAMERAMONIT_ASSIGN_OR_RETURN(server_, http::Server::start(std::move(options), pages_));
    return absl::OkStatus();
  }
  int port() const { return server_->port(); }

 private:
  web_gateway::AdminPages pages_;
  std::unique_ptr<http::Server> server_;
};

OperatorPages::OperatorPages(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OperatorPages::~OperatorPages() = default;

absl::StatusOr<std::unique_ptr<OperatorPages>> OperatorPages::start(const ListenAddress& address,
                                                                    const rpc::Metrics& metrics) {
  auto impl = std::make_unique<Impl>(metrics);
  CAMERAMONIT_RETURN_IF_ERROR(impl->start(address));
  return std::unique_ptr<OperatorPages>(new OperatorPages(std::move(impl)));
}

int OperatorPages::port() const {
  return impl_->port();
}

}  // namespace cameramonit
