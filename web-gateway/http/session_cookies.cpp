#include "web-gateway/http/session_cookies.h"

#include "web-gateway/http/cookies.h"

namespace cameramonit::http {
namespace {

std::optional<std::string> valueOf(const Request& request, std::string_view name) {
  for (const auto& [field, value] : request.headers) {
    if (field != "cookie") continue;
    const auto found = findCookie(value, name);
    if (found && !found->empty()) return std::string(*found);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> SessionCookies::accessToken(const Request& request) const {
  return valueOf(request, accessName());
}

std::optional<std::string> SessionCookies::refreshToken(const Request& request) const {
  return valueOf(request, refreshName());
}

std::optional<std::string> SessionCookies::setAccess(const std::string& token, absl::Duration lifetime) const {
  return formatCookie({accessName(), token, "/", lifetime, secure_});
}

std::optional<std::string> SessionCookies::setRefresh(const std::string& token, absl::Duration lifetime) const {
  return formatCookie({refreshName(), token, std::string(kSessionPath), lifetime, secure_});
}

std::string SessionCookies::clearAccess() const {
  return *formatCookie({accessName(), "", "/", absl::ZeroDuration(), secure_});
}

std::string SessionCookies::clearRefresh() const {
  return *formatCookie({refreshName(), "", std::string(kSessionPath), absl::ZeroDuration(), secure_});
}

std::string SessionCookies::authorization(const Request& request, const OriginPolicy& origins) const {
  const std::string_view own = request.headers.get("authorization");
  if (!own.empty()) return std::string(own);
  if (!origins.allows(request)) return {};
  const auto token = accessToken(request);
  return token ? "Bearer " + *token : std::string();
}

}  // namespace cameramonit::http
