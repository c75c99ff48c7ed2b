#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web-gateway/http/request.h"
#include "web-gateway/http/response.h"

namespace cameramonit::http {

/// Which pages may call: those of the gateway's own origin and, when configured, a few named others. Thread-safe.
class OriginPolicy {
 public:
  OriginPolicy() = default;
  /// Each origin as browsers send it, e.g. "https://cam.example:8443".
  explicit OriginPolicy(std::vector<std::string> allowedOrigins) : allowed_(std::move(allowedOrigins)) {}

  /// Whether the request comes from an allowed page, or from no page at all (a program, an address typed in). Browsers
  /// send `origin` with every POST and `sec-fetch-site` with everything; what a page of another site caused is refused.
  bool allows(const Request& request) const;

  /// Whether the page is of another origin that is allowed, so the answer needs the CORS fields.
  bool isForeignAllowed(const Request& request) const;

  /// Adds the CORS fields when `isForeignAllowed`.
  void decorate(const Request& request, Headers& headers) const;

  /// The answer to a preflight (OPTIONS): 204 when allowed, else 403.
  Response preflight(const Request& request) const;

 private:
  std::vector<std::string> allowed_;
};

}  // namespace cameramonit::http
