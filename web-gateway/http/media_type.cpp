#include "web-gateway/http/media_type.h"

#include <array>
#include <utility>

#include <absl/strings/match.h>

namespace cameramonit::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 21> kTypes = {{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".txt", "text/plain; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".webp", "image/webp"},
    {".gif", "image/gif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".wasm", "application/wasm"},
    {".mp4", "video/mp4"},
    {".webm", "video/webm"},
    {".xml", "application/xml"},
}};

}  // namespace

std::string_view mediaTypeOf(std::string_view fileName) {
  for (const auto& [extension, type] : kTypes) {
    if (absl::EndsWithIgnoreCase({fileName.data(), fileName.size()}, {extension.data(), extension.size()})) return type;
  }
  return {};
}

}  // namespace cameramonit::http
