#pragma once

#include <string>
#include <string_view>

namespace cameramonit::registry {

/// Every valid %XX as its byte; a percent sign that begins none stays as it is, because people put bare ones into
/// passwords. Reentrant.
std::string percentDecoded(std::string_view text);

/// RFC 3986 § 2.3: everything but letters, digits and "-._~" as %XX. Reentrant.
std::string percentEncoded(std::string_view text);

}  // namespace cameramonit::registry
