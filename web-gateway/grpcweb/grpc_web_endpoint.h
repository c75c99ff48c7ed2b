#pragma once

#include <cstddef>
#include <memory>

#include <absl/time/time.h>

#include "common/base/clock.h"
#include "web-gateway/grpcweb/frame.h"
#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/http/handler.h"
#include "web-gateway/http/origin_policy.h"
#include "web-gateway/http/session_cookies.h"
#include "web-gateway/http/shared_limit.h"

namespace cameramonit::grpcweb {

struct GrpcWebOptions {
  std::size_t messageBytes = 1280 * 1024;  ///< of one request
  std::size_t calls = 4096;                ///< at the same time, in all
  std::size_t callsPerUser = 64;           ///< by credential, or by address for those who have none
  MetadataPolicy metadata;
};

/// gRPC-web, unary and server streaming, binary and text: unwraps a request, forwards it by its path, and wraps what
/// comes back message by message at the browser's speed. The upstream call is cancelled when the browser goes.
/// Thread-safe.
class GrpcWebEndpoint final : public http::Handler {
 public:
  /// Borrows everything; all must outlive the endpoint and the calls of `upstream`.
  GrpcWebEndpoint(Upstream& upstream, const http::OriginPolicy& origins, const http::SessionCookies& cookies,
                  const base::Clock& clock, GrpcWebOptions options);

  void handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) override;

 private:
  absl::StatusOr<CallRequest> prepare(http::Request& request, Dialect dialect) const;

  Upstream& upstream_;
  const http::OriginPolicy& origins_;
  const http::SessionCookies& cookies_;
  const base::Clock& clock_;
  const GrpcWebOptions options_;
  http::SharedLimit limit_;
};

}  // namespace cameramonit::grpcweb
