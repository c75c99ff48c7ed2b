#pragma once

#include <functional>
#include <memory>
#include <string>

#include "web-gateway/http/handler.h"

namespace cameramonit::web_gateway {

/// Hands each request to the endpoint its path belongs to. Thread-safe.
class RequestRouter final : public http::Handler {
 public:
  /// Borrowed; must outlive the router.
  struct Endpoints {
    http::Handler& grpcWeb;
    http::Handler& session;
    http::Handler& media;
    http::Handler& files;
  };

  /// `ready` decides what `/healthz` says. It may be empty: ready.
  RequestRouter(Endpoints endpoints, std::function<bool()> ready) : endpoints_(endpoints), ready_(std::move(ready)) {}

  void handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) override;

 private:
  const Endpoints endpoints_;
  const std::function<bool()> ready_;
};

/// `/metrics` in Prometheus' text format and `/healthz`, for a listener of the operator's own. Thread-safe.
class AdminPages final : public http::Handler {
 public:
  AdminPages(std::function<std::string()> metricsText, std::function<bool()> ready)
      : metricsText_(std::move(metricsText)), ready_(std::move(ready)) {}

  void handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) override;

 private:
  const std::function<std::string()> metricsText_;
  const std::function<bool()> ready_;
};

/// The path as it may be logged: what stands for a right is left out. Reentrant.
std::string loggablePath(const std::string& path);

}  // namespace cameramonit::web_gateway
