#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <absl/time/time.h>

#include "web-gateway/http/origin_policy.h"
#include "web-gateway/http/request.h"

namespace cameramonit::http {

/// The two cookies of a login. Scripts see neither. The access cookie goes with every request; the refresh cookie only
/// to the session endpoint, where alone it is of use. Thread-safe.
class SessionCookies {
 public:
  static constexpr std::string_view kSessionPath = "/session";

  /// `secure`: browsers keep the cookies to TLS, and the names carry the prefixes that no other host of the domain can
  /// forge (RFC 6265bis § 4.1.3).
  explicit SessionCookies(bool secure) : secure_(secure) {}

  std::optional<std::string> accessToken(const Request& request) const;
  std::optional<std::string> refreshToken(const Request& request) const;

  /// Values of `set-cookie`; nothing when the token holds a character that no token has.
  std::optional<std::string> setAccess(const std::string& token, absl::Duration lifetime) const;
  std::optional<std::string> setRefresh(const std::string& token, absl::Duration lifetime) const;
  std::string clearAccess() const;
  std::string clearRefresh() const;

  /// The value for `authorization`: what the request brings itself, else the access cookie as a bearer token. Empty
  /// when it has neither. A cookie counts only when `origins` allows the page, or the page of another site could use
  /// it.
  std::string authorization(const Request& request, const OriginPolicy& origins) const;

 private:
  std::string accessName() const { return secure_ ? "__Host-cameramonit_access" : "cameramonit_access"; }
  std::string refreshName() const { return secure_ ? "__Secure-cameramonit_refresh" : "cameramonit_refresh"; }

  const bool secure_;
};

}  // namespace cameramonit::http
