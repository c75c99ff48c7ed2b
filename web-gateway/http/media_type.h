#pragma once

#include <string_view>

namespace cameramonit::http {

/// The media type for a file name by its extension; empty for unknown ones. Reentrant.
std::string_view mediaTypeOf(std::string_view fileName);

}  // namespace cameramonit::http
