#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "web-gateway/http/headers.h"

namespace cameramonit::http {

/// Status line and header fields. Thread-bound.
struct ResponseHead {
  int status = 200;
  Headers headers;
  /// Bytes of the body that will be written. Without it the body is chunked (or, when it is complete before the first
  /// byte leaves, measured).
  std::optional<std::uint64_t> contentLength;
};

/// A response whose body is at hand; the body may be shared with a cache. Thread-bound.
struct Response {
  ResponseHead head;
  std::shared_ptr<const std::string> body;
};

/// "Not Found" for 404; "Unknown" for what this gateway never sends. Reentrant.
std::string_view reasonPhrase(int status);

/// Whether responses of this status have no body at all (1xx, 204, 304). Reentrant.
bool isBodiless(int status);

/// A short page of plain text, never cached: `text` is a sentence for a person. Reentrant.
Response plainResponse(int status, std::string_view text);

}  // namespace cameramonit::http
