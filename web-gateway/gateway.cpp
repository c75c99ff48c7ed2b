#include "web-gateway/gateway.h"

#include <utility>

#include "common/base/status.h"
#include "web-gateway/http/server.h"
#include "web-gateway/http/static_files.h"
#include "web-gateway/media/media_endpoint.h"
#include "web-gateway/request_router.h"
#include "web-gateway/session/session_endpoint.h"

namespace cameramonit::web_gateway {
namespace {

/// How long clients have to take the last trailers once their streams have been ended.
constexpr absl::Duration kFarewell = absl::Seconds(1);

std::string statusClass(const http::AccessRecord& record) {
  return record.status == 0 ? "none" : std::to_string(record.status / 100) + "xx";
}

}  // namespace

class Gateway::Impl {
 public:
  Impl(GatewayOptions options, Surroundings surroundings)
      : options_(std::move(options)),
        surroundings_(surroundings),
        origins_(options_.allowedOrigins),
        cookies_(options_.secureCookies.value_or(options_.http.tls.enabled())),
        grpcWeb_(upstream_, origins_, cookies_, surroundings_.clock, options_.grpcWeb),
        session_(upstream_, origins_, cookies_, surroundings_.clock),
        media_(upstream_),
        files_(options_.webRoot),
        router_({grpcWeb_, session_, media_, files_}, options_.ready),
        admin_([this] { return surroundings_.metrics.text(); }, options_.ready),
        upstream_(options_.routes) {}

  ~Impl() { stop(absl::ZeroDuration()); }

  absl::Status start() {
    http::ServerOptions http = options_.http;
    http.accessLog = [this](const http::AccessRecord& record) { onResponse(record); };
    http.onWarning = [this](std::string_view event, const absl::Status& why) {
      surroundings_.log.warn(event, {{"error", std::string(why.message())}});
    };
    CAMERAMONIT_ASSIGN_OR_RETURN(server_, http::Server::start(std::move(http), router_));
    if (options_.admin) {
      http::ServerOptions admin;
      admin.address = options_.admin->address;
      admin.port = options_.admin->port;
      admin.connections = 32;
      CAMERAMONIT_ASSIGN_OR_RETURN(adminServer_, http::Server::start(std::move(admin), admin_));
    }
    exportMetrics();
    surroundings_.log.info("gateway.started", {{"address", options_.http.address},
                                               {"port", server_->port()},
                                               {"tls", options_.http.tls.enabled()},
                                               {"metrics_port", adminPort()}});
    return absl::OkStatus();
  }

  void stop(absl::Duration grace) {
    if (std::exchange(stopped_, true)) return;
    if (server_) {
      server_->drain();
      if (!server_->awaitIdle(grace)) {
        upstream_.shutdown();
        if (grace > absl::ZeroDuration()) (void)server_->awaitIdle(kFarewell);
      }
      server_->stop();
    }
    if (adminServer_) adminServer_->stop();
    // No call may come back to what is about to be gone.
    upstream_.shutdown();
    (void)upstream_.awaitIdle(absl::InfiniteDuration());
  }

  std::uint16_t port() const { return server_->port(); }
  std::uint16_t adminPort() const { return adminServer_ ? adminServer_->port() : 0; }

 private:
  void onResponse(const http::AccessRecord& record) {
    surroundings_.metrics
        .counter("cameramonit_gateway_responses_total", "Responses by class of HTTP status.",
                 {{"class", statusClass(record)}})
        .add();
    surroundings_.log.info("http.request", {{"peer", record.peer},
                                            {"method", record.method},
                                            {"path", loggablePath(record.path)},
                                            {"status", record.status},
                                            {"bytes", record.bytesSent},
                                            {"ms", absl::ToDoubleMilliseconds(record.duration)},
                                            {"complete", record.complete}});
  }

  void exportMetrics() {
    const auto gauge = [this](const char* name, const char* help, std::function<double()> read) {
      surroundings_.metrics.gauge(name, help, {}, std::move(read));
    };
    const auto stats = server_->stats();
    gauge("cameramonit_gateway_connections", "Open connections of clients.",
          [stats] { return static_cast<double>(stats->connectionsOpen); });
    gauge("cameramonit_gateway_connections_refused", "Connections refused since the start: too many were open.",
          [stats] { return static_cast<double>(stats->connectionsRefused); });
    gauge("cameramonit_gateway_timeouts", "Connections cut since the start: the client was too slow.",
          [stats] { return static_cast<double>(stats->timeouts); });
    gauge("cameramonit_gateway_clients_gone", "Responses since the start that the client did not wait for.",
          [stats] { return static_cast<double>(stats->clientsGone); });
    gauge("cameramonit_gateway_bytes_sent", "Bytes sent to clients since the start.",
          [stats] { return static_cast<double>(stats->bytesSent); });
    gauge("cameramonit_gateway_calls", "Calls to services under way.",
          [active = upstream_.activeCount()] { return static_cast<double>(*active); });
  }

  const GatewayOptions options_;
  const Surroundings surroundings_;
  const http::OriginPolicy origins_;
  const http::SessionCookies cookies_;
  grpcweb::GrpcWebEndpoint grpcWeb_;
  session::SessionEndpoint session_;
  media::MediaEndpoint media_;
  http::StaticFiles files_;
  RequestRouter router_;
  AdminPages admin_;
  // After what its calls refer to, so that it goes first.
  grpcweb::Upstream upstream_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> adminServer_;
  bool stopped_ = false;
};

Gateway::Gateway(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gateway::~Gateway() = default;

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::start(GatewayOptions options, Surroundings surroundings) {
  auto impl = std::make_unique<Impl>(std::move(options), surroundings);
  CAMERAMONIT_RETURN_IF_ERROR(impl->start());
  return std::unique_ptr<Gateway>(new Gateway(std::move(impl)));
}

std::uint16_t Gateway::port() const {
  return impl_->port();
}
std::uint16_t Gateway::adminPort() const {
  return impl_->adminPort();
}
void Gateway::stop(absl::Duration grace) {
  impl_->stop(grace);
}

}  // namespace cameramonit::web_gateway
