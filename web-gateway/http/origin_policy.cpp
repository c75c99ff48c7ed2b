#include "web-gateway/http/origin_policy.h"

#include <algorithm>

#include <absl/strings/match.h>

namespace cameramonit::http {
namespace {

/// "host:port" without a port that is the scheme's own.
std::string_view authorityOf(std::string_view origin) {
  const auto without = [&origin](std::string_view scheme, std::string_view port) {
    origin.remove_prefix(scheme.size());
    if (origin.size() > port.size() && origin.substr(origin.size() - port.size()) == port) {
      origin.remove_suffix(port.size());
    }
  };
  constexpr std::string_view kHttps = "https://";
  constexpr std::string_view kHttp = "http://";
  if (origin.substr(0, kHttps.size()) == kHttps) {
    without(kHttps, ":443");
  } else if (origin.substr(0, kHttp.size()) == kHttp) {
    without(kHttp, ":80");
  } else {
    return {};
  }
  return origin;
}

bool sameHost(std::string_view authority, std::string_view host) {
  const auto stripped = [](std::string_view text) {
    for (const std::string_view port : {std::string_view(":443"), std::string_view(":80")}) {
      if (text.size() > port.size() && text.substr(text.size() - port.size()) == port) {
        return text.substr(0, text.size() - port.size());
      }
    }
    return text;
  };
  const std::string_view a = stripped(authority);
  const std::string_view b = stripped(host);
  return !a.empty() &&
         absl::EqualsIgnoreCase(absl::string_view(a.data(), a.size()), absl::string_view(b.data(), b.size()));
}

}  // namespace

bool OriginPolicy::allows(const Request& request) const {
  const std::string_view origin = request.headers.get("origin");
  if (!origin.empty()) {
    // The scheme is not compared: behind a proxy that ends TLS the gateway does not know its own.
    return sameHost(authorityOf(origin), request.headers.get("host")) || isForeignAllowed(request);
  }
  const std::string_view site = request.headers.get("sec-fetch-site");
  return site.empty() || site == "same-origin" || site == "none";
}

bool OriginPolicy::isForeignAllowed(const Request& request) const {
  const std::string_view origin = request.headers.get("origin");
  return !origin.empty() && std::find(allowed_.begin(), allowed_.end(), origin) != allowed_.end();
}

void OriginPolicy::decorate(const Request& request, Headers& headers) const {
  if (!isForeignAllowed(request)) return;
  headers.set("access-control-allow-origin", std::string(request.headers.get("origin")));
  headers.set("access-control-expose-headers", "grpc-status, grpc-message, grpc-status-details-bin");
  headers.set("cross-origin-resource-policy", "cross-origin");
  headers.set("vary", "origin");
}

Response OriginPolicy::preflight(const Request& request) const {
  if (!isForeignAllowed(request)) return plainResponse(403, "Pages of other sites may not call this server.");
  Response response;
  response.head.status = 204;
  decorate(request, response.head.headers);
  response.head.headers.set("access-control-allow-methods", "POST");
  response.head.headers.set("access-control-allow-headers",
                            "authorization, content-type, grpc-timeout, x-grpc-web, x-user-agent, x-request-id");
  response.head.headers.set("access-control-max-age", "7200");
  return response;
}

}  // namespace cameramonit::http
