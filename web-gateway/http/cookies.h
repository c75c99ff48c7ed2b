#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <absl/time/time.h>

namespace cameramonit::http {

/// A cookie for scripts never to see: always HttpOnly and SameSite=Strict (RFC 6265bis § 4.1).
struct Cookie {
  std::string name;
  std::string value;  ///< characters of base64url, "." and "~" only
  std::string path = "/";
  absl::Duration maxAge;  ///< zero deletes it
  bool secure = true;
};

/// The value of `set-cookie`; nothing when name, value or path could break out of their place. Reentrant.
std::optional<std::string> formatCookie(const Cookie& cookie);

/// The value of the first cookie called `name` in a `cookie` field; nothing when absent. Reentrant.
std::optional<std::string_view> findCookie(std::string_view field, std::string_view name);

}  // namespace cameramonit::http
