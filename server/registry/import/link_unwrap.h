#pragma once

#include <string>

namespace cameramonit::registry {

/// Text whose links were rewritten by mail filters ("safe links" of Microsoft, Proofpoint, Barracuda, Google), with the
/// links as they were before, and without the second copy that some programs put in angle brackets behind. UTF-8.
/// Reentrant.
std::string withPlainLinks(const std::string& text);

/// "rtsp://…" that stands behind a rewritten link, or the link itself. Reentrant.
std::string unwrappedLink(const std::string& link);

}  // namespace cameramonit::registry
