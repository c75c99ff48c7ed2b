#pragma once

#include "web-gateway/http/headers.h"

namespace cameramonit::http {

/// Adds what a page of ours may do: scripts, styles and calls of its own origin only, nothing inline, in nobody's
/// frame, without devices. `secure`: and over TLS from now on. Reentrant.
void addSecurityHeaders(Headers& headers, bool secure);

}  // namespace cameramonit::http
