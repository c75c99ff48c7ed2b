#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "cameramonit/access/v1/session.pb.h"
#include "web-gateway/grpcweb/metadata.h"
#include "web-gateway/http/response.h"
#include "web-gateway/http/session_cookies.h"

namespace cameramonit::session {

/// The answer to a successful login or refresh: the user (if given) and the access token as JSON, both cookies, never
/// the refresh token itself. Reentrant.
http::Response sessionResponse(const access::v1::User* user, const access::v1::Tokens& tokens,
                               const http::SessionCookies& cookies, absl::Time now);

/// The answer to a failed call: {"code", "reason", "message", "metadata"} with the HTTP status that fits. Reentrant.
http::Response failureResponse(const grpcweb::CallStatus& status);

/// 204 that takes both cookies away. Reentrant.
http::Response farewellResponse(const http::SessionCookies& cookies);

/// Adds the fields that take both cookies away. Reentrant.
void clearCookies(http::Headers& headers, const http::SessionCookies& cookies);

}  // namespace cameramonit::session
