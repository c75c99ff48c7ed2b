#include "web-gateway/media/media_endpoint.h"

#include <utility>

#include "web-gateway/http/target.h"
#include "web-gateway/media/media_transfer.h"

namespace cameramonit::media {
namespace {

constexpr std::size_t kLongestToken = 2048;

/// The token of "/media/{token}" or "/media/{token}/{file name}"; empty for other paths.
std::string_view tokenOf(std::string_view path) {
  if (path.substr(0, MediaEndpoint::kPrefix.size()) != MediaEndpoint::kPrefix) return {};
  path.remove_prefix(MediaEndpoint::kPrefix.size());
  const std::size_t slash = path.find('/');
  if (slash != std::string_view::npos && path.find('/', slash + 1) != std::string_view::npos) return {};
  return path.substr(0, slash);
}

}  // namespace

void MediaEndpoint::handle(http::Request request, std::shared_ptr<http::ResponseWriter> writer) {
  if (request.method != "GET" && request.method != "HEAD") {
    http::Response response = http::plainResponse(405, "Films are read by GET and HEAD.");
    response.head.headers.set("allow", "GET, HEAD");
    return writer->send(std::move(response));
  }
  MediaQuery query;
  query.token = std::string(tokenOf(request.path));
  if (query.token.empty() || query.token.size() > kLongestToken) {
    return writer->send(http::plainResponse(404, "There is nothing behind this link."));
  }
  query.head = request.method == "HEAD";
  query.download = http::queryParameter(request.query, "download").has_value();
  query.secure = request.secure;
  query.range = http::parseRange(request.headers.get("range"));
  query.ifRange = std::string(request.headers.get("if-range"));
  query.ifNoneMatch = std::string(request.headers.get("if-none-match"));
  query.acceptLanguage = std::string(request.headers.get("accept-language"));
  std::make_shared<MediaTransfer>(upstream_, std::move(query), std::move(writer))->begin();
}

}  // namespace cameramonit::media
