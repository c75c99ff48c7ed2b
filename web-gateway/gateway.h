#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "common/base/clock.h"
#include "common/log/logger.h"
#include "common/rpc/metrics.h"
#include "web-gateway/grpcweb/grpc_web_endpoint.h"
#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/http/server_options.h"

namespace cameramonit::web_gateway {

struct GatewayOptions {
  http::ServerOptions http;  ///< `accessLog` and `onWarning` are set by the gateway
  /// Which channel serves which services; what no route names cannot be reached from a browser.
  std::vector<grpcweb::Route> routes;
  std::filesystem::path webRoot;  ///< the built web client; may be missing
  /// Pages of other origins that may call, e.g. "https://office.example". Nobody by default.
  std::vector<std::string> allowedOrigins;
  /// Whether browsers may send the cookies over TLS only. By default: when this gateway itself speaks TLS. To be set
  /// where a proxy in front does.
  std::optional<bool> secureCookies;
  grpcweb::GrpcWebOptions grpcWeb;
  /// Where `/metrics` is served: an address and port of its own, chosen by the operator. Nowhere by default.
  struct AdminListener {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
  };
  std::optional<AdminListener> admin;
  std::function<bool()> ready;  ///< what `/healthz` says; empty: always ready. Thread-safe, must not block
};

/// The thin gate between browsers and services: gRPC-web, login cookies, films by Range and the web client, on one
/// port. It knows contracts only, so the services may live in this process or on other machines. Thread-safe.
class Gateway {
 public:
  /// What it works with; borrowed, must outlive the gateway.
  struct Surroundings {
    const base::Clock& clock;
    log::Logger& log;
    rpc::Metrics& metrics;
  };

  /// Serves at once. Errors: FAILED_PRECONDITION (SETTING_INVALID) for settings that cannot work, UNAVAILABLE for a
  /// port that is taken.
  static absl::StatusOr<std::unique_ptr<Gateway>> start(GatewayOptions options, Surroundings surroundings);
  /// Stops without grace.
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  std::uint16_t port() const;
  /// 0 without an admin listener.
  std::uint16_t adminPort() const;

  /// Accepts nobody new, lets responses under way end within `grace`, then ends open streams with UNAVAILABLE
  /// (SHUTTING_DOWN), so that browsers know to come back, and closes. Idempotent. It is stopped before the services
  /// behind it.
  void stop(absl::Duration grace);

 private:
  class Impl;
  explicit Gateway(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace cameramonit::web_gateway
