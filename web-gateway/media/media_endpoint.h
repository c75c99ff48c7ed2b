#pragma once

#include <memory>
#include <string_view>

#include "web-gateway/grpcweb/upstream.h"
#include "web-gateway/http/handler.h"

namespace cameramonit::media {

/// GET and HEAD of `/media/{token}` and `/media/{token}/{file name}`: bytes of a film or picture, whole or by Range
/// (RFC 9110 § 14), read from the media service piece by piece at the player's speed. The token alone gives the right.
/// Thread-safe.
class MediaEndpoint final : public http::Handler {
 public:
  static constexpr std::string_view kPrefix = "/media/";

  /// Borrows `upstream`, which must outlive the endpoint.
  explicit MediaEndpoint(grpcweb::Upstream& upstream) : upstream_(upstream) {}

  void handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) override;

 private:
  grpcweb::Upstream& upstream_;
};

}  // namespace cameramonit::media
