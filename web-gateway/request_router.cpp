#include "web-gateway/request_router.h"

#include <string_view>
#include <utility>

#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/media/media_endpoint.h"
#include "web-gateway/session/session_endpoint.h"

namespace cameramonit::web_gateway {
namespace {

constexpr std::string_view kHealthPath = "/healthz";

bool isBelow(const std::string& path, std::string_view prefix) {
  return path.compare(0, prefix.size(), prefix) == 0;
}

http::Response health(const std::function<bool()>& ready) {
  if (!ready || ready()) return http::plainResponse(200, "ok");
  return http::plainResponse(503, "not serving");
}

}  // namespace

void RequestRouter::handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) {
  if (request.path == kHealthPath) return writer->send(health(ready_));
  if (isBelow(request.path, session::SessionEndpoint::kPrefix)) {
    return endpoints_.session.handle(std::move(request), std::move(writer));
  }
  if (isBelow(request.path, media::MediaEndpoint::kPrefix)) {
    return endpoints_.media.handle(std::move(request), std::move(writer));
  }
  const bool callLike = request.method == "POST" || request.method == "OPTIONS";
  if (callLike && grpcweb::isMethodPath(request.path)) {
    return endpoints_.grpcWeb.handle(std::move(request), std::move(writer));
  }
  endpoints_.files.handle(std::move(request), std::move(writer));
}

void AdminPages::handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) {
  if (request.path == kHealthPath) return writer->send(health(ready_));
  if (request.path != "/metrics") return writer->send(http::plainResponse(404, "There is nothing here."));
  http::Response response = http::plainResponse(200, "");
  response.head.headers.set("content-type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = std::make_shared<std::string>(metricsText_());
  writer->send(std::move(response));
}

std::string loggablePath(const std::string& path) {
  if (!isBelow(path, media::MediaEndpoint::kPrefix)) return path;
  return std::string(media::MediaEndpoint::kPrefix) + "*";
}

}  // namespace cameramonit::web_gateway
