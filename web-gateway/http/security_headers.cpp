#include "web-gateway/http/security_headers.h"

namespace cameramonit::http {

void addSecurityHeaders(Headers& headers, bool secure) {
  // blob: is what a page needs to show a picture or film it holds itself, e.g. a file before its upload.
  headers.set("content-security-policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
              "media-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
              "base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "no-referrer");
  headers.set("permissions-policy",
              "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
              "microphone=(), midi=(), payment=(), serial=(), usb=()");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("cross-origin-resource-policy", "same-origin");
  if (secure) headers.set("strict-transport-security", "max-age=31536000");
}

}  // namespace cameramonit::http
