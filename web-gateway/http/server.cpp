#include "web-gateway/http/server.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "common/base/status.h"
#include "web-gateway/http/io_thread.h"
#include "web-gateway/http/tls_certificate.h"

namespace cameramonit::http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAcceptPause = std::chrono::milliseconds(100);  ///< after an error such as too many open files
constexpr absl::Duration kCertificateCheck = absl::Seconds(30);

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Handler& handler)
      : options_(std::move(options)), handler_(handler), limit_(options_.connections, options_.connectionsPerAddress) {}
  ~Impl() { stop(); }

  absl::Status start() {
    if (options_.tls.enabled()) {
      CAMERAMONIT_ASSIGN_OR_RETURN(certificate_, TlsCertificate::load(options_.tls));
    }
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (error) {
      return base::failedPrecondition(type::v1::ERROR_REASON_SETTING_INVALID,
                                      "The listening address must be an IP address.", {{"address", options_.address}});
    }
    for (int i = 0; i < std::max(1, options_.threads); ++i) {
      std::function<void()> everyTick;
      if (i == 0) everyTick = [this] { checkCertificate(); };
      threads_.push_back(
          std::make_unique<IoThread>("http-" + std::to_string(i), options_.timeouts.tick, std::move(everyTick)));
    }
    acceptor_ = std::make_unique<tcp::acceptor>(threads_.front()->context());
    pause_ = std::make_unique<asio::steady_timer>(threads_.front()->context());
    if (const absl::Status status = listen(tcp::endpoint(address, options_.port)); !status.ok()) {
      stop();
      return status;
    }
    threads_.front()->post([this] { accept(); });
    return absl::OkStatus();
  }

  void drain() {
    if (threads_.empty()) return;
    threads_.front()->post([this] {
      boost::system::error_code ignored;
      acceptor_->close(ignored);
      pause_->cancel();
    });
    for (const auto& thread : threads_) thread->drain();
  }

  bool awaitIdle(absl::Duration patience) {
    const absl::Time end = absl::Now() + patience;
    while (stats_->connectionsOpen != 0) {
      if (absl::Now() >= end) return false;
      absl::SleepFor(absl::Milliseconds(5));
    }
    return true;
  }

  void stop() {
    if (threads_.empty()) return;
    drain();
    for (const auto& thread : threads_) thread->stop();
    // Sockets and timers go before the contexts they belong to.
    acceptor_.reset();
    pause_.reset();
    threads_.clear();
  }

  std::uint16_t port() const { return port_; }
  std::shared_ptr<const ServerStats> stats() const { return stats_; }

 private:
  absl::Status listen(const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    const auto failed = [&error] { return static_cast<bool>(error); };
    (void)acceptor_->open(endpoint.protocol(), error);
    if (!failed()) (void)acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
    if (!failed()) (void)acceptor_->bind(endpoint, error);
    if (!failed()) (void)acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (failed()) {
      return base::unavailable(type::v1::ERROR_REASON_SETTING_INVALID, "Cannot listen on " + options_.address +
                                                                           " port " + std::to_string(options_.port) +
                                                                           ": " + error.message() + ".");
    }
    port_ = acceptor_->local_endpoint(error).port();
    return absl::OkStatus();
  }

  void accept() {
    if (!acceptor_->is_open()) return;
    IoThread& thread = *threads_[next_++ % threads_.size()];
    acceptor_->async_accept(thread.context(), [this, &thread](boost::system::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || !acceptor_->is_open()) return;
      if (error) return acceptLater();
      admit(std::move(socket), thread);
      accept();
    });
  }

  void acceptLater() {
    pause_->expires_after(kAcceptPause);
    pause_->async_wait([this](boost::system::error_code error) {
      if (!error) accept();
    });
  }

  void admit(tcp::socket socket, IoThread& thread) {
    boost::system::error_code error;
    const auto remote = socket.remote_endpoint(error);
    if (error) return;
    const std::string peer = remote.address().to_string();
    auto slot = limit_.acquire(clientKey(peer));
    if (!slot) return turnAway(socket);
    ++stats_->connectionsAccepted;
    (void)socket.set_option(tcp::no_delay(true), error);
    auto stream =
        certificate_ ? makeTlsStream(std::move(socket), certificate_->context()) : makePlainStream(std::move(socket));
    auto connection =
        std::make_shared<Connection>(std::move(stream), peer, std::move(*slot), thread, handler_, options_, *stats_);
    thread.post([&thread, connection = std::move(connection)]() mutable { thread.adopt(std::move(connection)); });
  }

  /// Says why in one packet, if the socket takes it at once.
  void turnAway(tcp::socket& socket) {
    ++stats_->connectionsRefused;
    if (certificate_) return;
    constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 5\r\nconnection: close\r\n\r\n";
    boost::system::error_code ignored;
    (void)socket.non_blocking(true, ignored);
    (void)socket.write_some(asio::buffer(kBusy.data(), kBusy.size()), ignored);
    (void)socket.shutdown(tcp::socket::shutdown_send, ignored);
  }

  void checkCertificate() {
    if (!certificate_ || absl::Now() < nextCertificateCheck_) return;
    nextCertificateCheck_ = absl::Now() + kCertificateCheck;
    const absl::Status status = certificate_->reloadIfChanged();
    if (!status.ok() && options_.onWarning) options_.onWarning("gateway.certificate_rejected", status);
  }

  const ServerOptions options_;
  Handler& handler_;
  const std::shared_ptr<ServerStats> stats_ = std::make_shared<ServerStats>();
  SharedLimit limit_;
  std::unique_ptr<TlsCertificate> certificate_;
  absl::Time nextCertificateCheck_ = absl::InfinitePast();
  std::vector<std::unique_ptr<IoThread>> threads_;
  std::unique_ptr<tcp::acceptor> acceptor_;
  std::unique_ptr<asio::steady_timer> pause_;
  std::size_t next_ = 0;
  std::uint16_t port_ = 0;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

absl::StatusOr<std::unique_ptr<Server>> Server::start(ServerOptions options, Handler& handler) {
  auto impl = std::make_unique<Impl>(std::move(options), handler);
  CAMERAMONIT_RETURN_IF_ERROR(impl->start());
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const {
  return impl_->port();
}
std::shared_ptr<const ServerStats> Server::stats() const {
  return impl_->stats();
}
void Server::drain() {
  impl_->drain();
}
bool Server::awaitIdle(absl::Duration patience) {
  return impl_->awaitIdle(patience);
}
void Server::stop() {
  impl_->stop();
}

}  // namespace cameramonit::http
