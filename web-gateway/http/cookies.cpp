#include "web-gateway/http/cookies.h"

#include <algorithm>

#include <absl/strings/ascii.h>

namespace cameramonit::http {
namespace {

bool consistsOf(std::string_view text, std::string_view symbols) {
  return std::all_of(text.begin(), text.end(), [symbols](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || symbols.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::optional<std::string> formatCookie(const Cookie& cookie) {
  if (cookie.name.empty() || !consistsOf(cookie.name, "_-")) return std::nullopt;
  if (!consistsOf(cookie.value, "_-.~+/=") || !consistsOf(cookie.path, "/_-")) return std::nullopt;
  const std::int64_t seconds = std::max<std::int64_t>(0, absl::ToInt64Seconds(cookie.maxAge));
  std::string text = cookie.name + "=" + cookie.value + "; Path=" + cookie.path +
                     "; Max-Age=" + std::to_string(seconds) + "; HttpOnly; SameSite=Strict";
  if (cookie.secure) text += "; Secure";
  return text;
}

std::optional<std::string_view> findCookie(std::string_view field, std::string_view name) {
  while (!field.empty()) {
    std::string_view pair = field.substr(0, field.find(';'));
    field.remove_prefix(std::min(field.size(), pair.size() + 1));
    while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    return pair.substr(equals + 1);
  }
  return std::nullopt;
}

}  // namespace cameramonit::http
