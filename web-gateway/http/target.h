#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

namespace cameramonit::http {

/// A request target taken apart.
struct Target {
  std::string path;   ///< decoded, begins with "/", without dot segments
  std::string query;  ///< still encoded
};

/// Takes an origin-form target ("/a/b?c", RFC 9112 § 3.2.1) apart. INVALID_ARGUMENT for anything that could mean a
/// different file to somebody else: dot segments, encoded or not, backslashes, control characters, bad percent escapes,
/// text that is not UTF-8. Reentrant.
absl::StatusOr<Target> parseTarget(std::string_view target);

/// Decodes %XX; nothing when an escape is malformed. Reentrant.
std::optional<std::string> percentDecode(std::string_view text);

/// Encodes what gRPC's `grpc-message` and header values may not hold: everything but 0x20-0x7e, and "%". Reentrant.
std::string percentEncodeMessage(std::string_view text);

/// The decoded value of the first query parameter called `name`; nothing when absent or malformed. Reentrant.
std::optional<std::string> queryParameter(std::string_view query, std::string_view name);

/// Whether `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates). Reentrant.
bool isUtf8(std::string_view text);

}  // namespace cameramonit::http
